import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { becomes } from '../becomes.mjs';

const serverState = (userDataDir) =>
  JSON.parse(
    readFileSync(
      join(userDataDir, 'data/User/globalStorage/linear-learner.linear-learner-sagemaker/local/server.json'),
      'utf8',
    ),
  );

/** A table and an experiment whose training takes hours: it lasts until it is stopped. */
function writeLongExperiment(workspace) {
  const rows = Array.from({ length: 100_000 }, (_, row) => `${row % 97},${(row * 7) % 31},${row % 97}`);
  writeFileSync(join(workspace, 'long.csv'), `a,b,y\n${rows.join('\n')}\n`);
  const experiment = {
    version: 1,
    dataset: 'long.csv',
    target: 'y',
    split: { test: 0.2 },
    hyperparameters: {
      loss: 'absolute_loss',
      epochs: 100_000,
      mini_batch_size: 10,
      early_stopping_patience: 100_000,
    },
    training: { instanceType: 'ml.m5.large' },
    endpoint: { instanceType: 'ml.m5.large' },
  };
  writeFileSync(join(workspace, 'long.linear.json'), JSON.stringify(experiment, null, 2));
}

/** Reload, crash, stop and delete, after the tutorial: its endpoint lives. */
export const survival = {
  'training continues while the window is reloaded, and tree, page and warning are restored': async (w) => {
    writeLongExperiment(w.workspace);
    await w.showFiles();
    await w.menu(w.explorerRow('long.linear.json'), 'Train Linear Learner');
    await w.content.getByText(/^epoch [\d,]+ of 100,000$/).waitFor();
    await w.picture('run-live');
    await w.reload();
    await w.content.getByText(/^epoch [\d,]+ of 100,000$/).waitFor();
    await w.statusItem('1 endpoint').waitFor();
    await w.showTree();
    await w.treeRow('InProgress').waitFor();
  },
  'training continues while the window is closed, and tree, page and warning are restored': async (w) => {
    w.isLeaving = true;
    await w.page.goto('about:blank');
    w.isLeaving = false;
    await w.page.goto(w.url);
    await w.statusItem('1 endpoint').waitFor();
    await w.showTree();
    await w.treeRow('InProgress').waitFor();
    await w.content.getByText(/^epoch [\d,]+ of 100,000$/).waitFor();
  },
  'after the server is killed, the job is Failed with a reason, finished work remains and endpoints respond':
    async (w) => {
      process.kill(serverState(w.userDataDir).pid, 'SIGKILL');
      await w.treeRow('Failed').waitFor();
      await w.content.getByRole('alert').first().waitFor();
      await w.picture('run-failed');
      await w.treeRow('Completed').waitFor();
      await w.menu(w.treeRow('InService'), 'Predict');
      await w.content.getByRole('button', { name: 'Predict held-out rows' }).click();
      await w.content.getByText('10 rows in 1 request').waitFor();
    },
  'Stop ends training at any time': async (w) => {
    await w.showFiles();
    await w.menu(w.explorerRow('long.linear.json'), 'Train Linear Learner');
    await w.content.getByRole('button', { name: 'Stop Training Job' }).click();
    await w.content.getByText('Stopped').first().waitFor();
    await w.showTree();
    await w.treeRow('Stopped').waitFor();
  },
  'Delete Endpoint asks for confirmation, and the warning disappears': async (w) => {
    await w.menu(w.treeRow('InService'), 'Delete Endpoint');
    await w.answer('Cancel');
    await w.treeRow('InService').waitFor();
    await w.menu(w.treeRow('InService'), 'Delete Endpoint');
    await w.answer('Delete Endpoint and Model');
    await w.treeRow('None: nothing is billed').waitFor();
    await w.statusItem('1 endpoint').waitFor({ state: 'detached' });
    await becomes(() => w.page.locator('.statusbar-item', { hasText: 'endpoint' }).count(), 0);
  },
  'Delete All Endpoints names them, deletes none when cancelled, and all when confirmed': async (w) => {
    for (const [index, model] of ['salary-tutorial', 'salary'].entries()) {
      await w.command('Linear Learner: Deploy…');
      await w.choose(new RegExp(`^${model}\\s*Completed`));
      await w.statusItem(index === 0 ? '1 endpoint' : '2 endpoints').waitFor();
      await w.treeRow(`${model}-`).waitFor();
    }
    await w.command('Linear Learner: Delete All Endpoints…');
    await w.answer('Cancel');
    await w.statusItem('2 endpoints').waitFor();
    await w.command('Linear Learner: Delete All Endpoints…');
    await w.picture('delete-all');
    await w.answer('Delete Endpoints and Models');
    await w.treeRow('None: nothing is billed').waitFor();
    await w.statusItem('endpoint').waitFor({ state: 'detached' });
  },
};
