import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const serverState = (userDataDir) =>
  JSON.parse(
    readFileSync(
      join(userDataDir, 'data/User/globalStorage/linear-learner.linear-learner-sagemaker/local/server.json'),
      'utf8',
    ),
  );

/** A table and an experiment whose training lasts until it is stopped. */
function writeLongExperiment(workspace) {
  const rows = Array.from({ length: 20_000 }, (_, row) => `${row % 97},${(row * 7) % 31},${row % 97}`);
  writeFileSync(join(workspace, 'long.csv'), `a,b,y\n${rows.join('\n')}\n`);
  const experiment = {
    version: 1,
    dataset: 'long.csv',
    target: 'y',
    split: { test: 0.2 },
    hyperparameters: { epochs: 3000, mini_batch_size: 10, early_stopping_patience: 3000 },
    training: { instanceType: 'ml.m5.large' },
    endpoint: { instanceType: 'ml.m5.large' },
  };
  writeFileSync(join(workspace, 'long.linear.json'), JSON.stringify(experiment, null, 2));
}

/** The tutorial, line by line; each step stands on the one before. */
export const tutorial = {
  'the tree says what comes where, and the status bar says Local': async (w) => {
    await w.explorerRow('salary.csv').waitFor();
    await w.showTree();
    await w.treeRow('Uploaded tables come here').waitFor();
    await w.treeRow('Each training comes here').waitFor();
    await w.treeRow('None: nothing costs money').waitFor();
    await w.statusItem('Local').waitFor();
    await w.picture('tree-empty');
  },
  'Explore Data shows the table': async (w) => {
    await w.showFiles();
    await w.menu(w.explorerRow('salary.csv'), 'Explore Data');
    await w.content.getByText('YearsExperience').first().waitFor();
    await w.picture('explore-data');
  },
  'Train on a table asks for the target and opens a filled-in experiment': async (w) => {
    await w.menu(w.explorerRow('salary.csv'), 'Train Linear Learner');
    await w.choose('New: predicts Salary');
    await w.content.getByText('20 train · 10 test').waitFor();
    await w.content.getByText('mini_batch_size fits: 4 batches of 5 per epoch').waitFor();
    await w.picture('experiment');
  },
  'Preflight names a mini_batch_size that fails, and its fix mends the file': async (w) => {
    const size = w.content.getByRole('textbox', { name: 'mini_batch_size' });
    await size.fill('1000');
    await size.press('Enter');
    await w.content.getByText('mini_batch_size 1,000 is more than the 20 training rows').waitFor();
    await w.picture('experiment-fails');
    await w.content.getByRole('button', { name: 'Set it to 5' }).click();
    await w.content.getByText('mini_batch_size fits').waitFor();
  },
  'Train in the experiment ends in the equation of the defaults': async (w) => {
    await w.content.getByRole('button', { name: 'Train', exact: true }).click();
    await w.content.getByTestId('equation').waitFor();
    assert.match(
      await w.content.getByTestId('equation').innerText(),
      /^Salary = 24,267 \+ 9,632 × YearsExperience$/,
    );
    await w.content.getByText('Loss still falling at the last epoch').waitFor();
    await w.picture('run-done');
  },
  'the tutorial trains with its own settings, and the Run page ends in the model': async (w) => {
    await w.menu(w.explorerRow('salary-tutorial.linear.json'), 'Train Linear Learner');
    await w.content.getByText('salary-tutorial').waitFor();
    await w.content.getByTestId('equation').waitFor();
    assert.match(
      await w.content.getByTestId('equation').innerText(),
      /^Salary = 20,826 \+ 10,882 × YearsExperience$/,
    );
    await w.content.getByText('Salary vs. YearsExperience').waitFor();
    await w.content.getByText('Provenance').scrollIntoViewIfNeeded();
    await w.picture('run-done-end');
  },
  'Show in tree finds the training data': async (w) => {
    await w.content.getByRole('button', { name: 'Show training data in the tree' }).click();
    await w.treeRow('linear-train-data').waitFor();
    await w.treeRow('Completed').waitFor();
    await w.picture('tree');
  },
  'Deploy warns in the status bar': async (w) => {
    await w.content.getByRole('button', { name: 'Deploy…' }).click();
    await w.statusItem('1 endpoint · local, free').waitFor();
    await w.treeRow('InService').waitFor();
  },
  'Predict answers a question, the held-out rows and a file': async (w) => {
    await w.menu(w.treeRow('InService'), 'Predict');
    await w.content.getByRole('button', { name: 'Predict held-out rows' }).waitFor();
    await w.content.getByRole('button', { name: 'Predict held-out rows' }).click();
    await w.content.getByText('10 rows in 1 request').waitFor();
    await w.content.getByRole('textbox', { name: 'YearsExperience' }).fill('6.5');
    await w.content.getByRole('button', { name: 'Predict', exact: true }).click();
    await w.content.getByText('"score"').first().waitFor();
    await w.picture('predict');
  },
  'a training goes on while the window is reloaded, and tree, page and warning are right again': async (
    w,
  ) => {
    writeLongExperiment(w.workspace);
    await w.showFiles();
    await w.menu(w.explorerRow('long.linear.json'), 'Train Linear Learner');
    await w.content.getByText(/^epoch \d+ of 3000$/).waitFor();
    await w.picture('run-live');
    await w.reload();
    await w.content.getByText(/^epoch \d+ of 3000$/).waitFor();
    await w.statusItem('1 endpoint').waitFor();
    await w.showTree();
    await w.treeRow('InProgress').waitFor();
  },
  'the server is killed: the job is Failed with a reason, nothing finished is lost, endpoints answer': async (
    w,
  ) => {
    process.kill(serverState(w.userDataDir).pid, 'SIGKILL');
    await w.treeRow('Failed').waitFor();
    await w.content.getByRole('alert').first().waitFor();
    await w.picture('run-failed');
    await w.treeRow('Completed').waitFor();
    await w.menu(w.treeRow('InService'), 'Predict');
    await w.content.getByRole('button', { name: 'Predict held-out rows' }).click();
    await w.content.getByText('10 rows in 1 request').waitFor();
  },
  'Stop ends a training at any moment': async (w) => {
    await w.showFiles();
    await w.menu(w.explorerRow('long.linear.json'), 'Train Linear Learner');
    await w.content.getByRole('button', { name: 'Stop Training Job' }).click();
    await w.content.getByText('Stopped').first().waitFor();
    await w.showTree();
    await w.treeRow('Stopped').waitFor();
  },
  'Delete Endpoint confirms, and the warning goes': async (w) => {
    await w.menu(w.treeRow('InService'), 'Delete Endpoint');
    await w.answer('Cancel');
    await w.treeRow('InService').waitFor();
    await w.menu(w.treeRow('InService'), 'Delete Endpoint');
    await w.answer('Delete Endpoint and Model');
    await w.treeRow('None: nothing costs money').waitFor();
    await w.statusItem('1 endpoint').waitFor({ state: 'detached' });
    assert.equal(await w.page.locator('.statusbar-item', { hasText: 'endpoint' }).count(), 0);
  },
};
