import assert from 'node:assert/strict';
import { figureIn, rowsOf } from '../figures.mjs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { becomes } from '../becomes.mjs';

/** The tutorial, line by line; each step stands on the one before. */
export const tutorial = {
  'Train on a table prompts for the target and opens a complete experiment': async (w) => {
    await w.menu(w.explorerRow('salary.csv'), 'Train Linear Learner');
    await w.choose('New: predicts Salary');
    await w.content.getByText('20 train · 10 test').waitFor();
    await w.content.getByText('mini_batch_size fits: 4 batches of 5 per epoch').waitFor();
    await w.content
      .getByTestId('hyperparameters')
      .getByText('fits 20 training rows: 4 full batches')
      .filter({ visible: true })
      .waitFor();
    // No tab in preview: it stays when another file is opened.
    await w.page
      .locator('.tabs-container .tab:not(:has(.italic))', { hasText: 'salary.linear.json' })
      .waitFor();
    await w.picture('experiment');
  },
  'Preflight names a mini_batch_size that fails, and its fix edits the file': async (w) => {
    const size = w.content.getByRole('textbox', { name: 'mini_batch_size' });
    await size.fill('1000');
    await size.press('Enter');
    const failure = 'mini_batch_size 1,000 is more than the 20 training rows';
    await w.content.getByRole('list', { name: 'Preflight' }).getByText(failure).waitFor();
    await w.content.getByTestId('hyperparameters').getByText(failure).waitFor();
    await w.picture('experiment-fails');
    await w.content.getByRole('button', { name: 'Set it to 5' }).click();
    await w.content.getByText('mini_batch_size fits').waitFor();
  },
  'Reset removes a hyperparameter from the file and keeps the keyboard focus in place': async (w) => {
    const label = 'Change another hyperparameter';
    const changeAnother = w.content.getByRole('combobox', { name: label });
    await w.content.getByRole('button', { name: 'Reset mini_batch_size' }).press('Enter');
    await w.content.getByRole('button', { name: 'Reset mini_batch_size' }).waitFor({ state: 'detached' });
    await focused(w, 'textbox', 'mini_batch_size');
    await changeAnother.press('Enter');
    await w.content.locator(`vscode-single-select[label="${label}"] li`, { hasText: 'epochs' }).click();
    await focused(w, 'textbox', 'epochs');
    await w.content.getByRole('button', { name: 'Reset epochs' }).press('Enter');
    await focused(w, 'combobox', label);
  },
  'an invalid value is reported at its field and disables Train': async (w) => {
    const train = w.content.getByRole('button', { name: 'Train', exact: true });
    await w.content.getByRole('button', { name: /^Show all \d+$/ }).click();
    const rate = w.content.getByRole('textbox', { name: 'learning_rate' });
    // Straight from the field to Train: what was typed is refused before anything starts.
    await rate.fill('abc');
    await train.click();
    const said = 'learning_rate cannot be abc: it must be auto or a number above 0.';
    await w.content.getByTestId('hyperparameters').getByText(said).waitFor();
    await becomes(() => rate.getAttribute('aria-invalid'), 'true');
    assert.equal(
      await rate.getAttribute('aria-description'),
      `${said} Default auto: 0.005 and 0.1 are both tried. Step size of the optimizer. Too large and the loss jumps or diverges; too small and it falls slowly. Values: auto or a number above 0.`,
    );
    await w.content.getByRole('list', { name: 'Preflight' }).getByText(said).waitFor();
    await w.content.getByText('Fix 1 failure first.').waitFor();
    assert.ok(await train.isDisabled());
    const file = join(w.workspace, 'salary.linear.json');
    assert.doesNotMatch(readFileSync(file, 'utf8'), /learning_rate/);
    const test = w.content.getByRole('textbox', { name: 'Test', exact: true });
    await test.fill('2.5');
    await test.press('Enter');
    await w.content
      .getByRole('list', { name: 'Preflight' })
      .getByText('Test cannot be 2.5: it must be a fraction below 1, or a whole number of rows.')
      .waitFor();
    await w.content.getByText('Fix 2 failures first.').waitFor();
    await w.picture('experiment-refuses');
    await test.press('Escape');
    await becomes(() => test.inputValue(), '0.33');
    await w.content.getByRole('button', { name: 'Go to learning_rate' }).click();
    await w.page.keyboard.press('Escape');
    await w.content.getByText('Starts a training job. Nothing is billed.').first().waitFor();
    await becomes(() => rate.inputValue(), 'auto');
    await becomes(() => rate.getAttribute('aria-invalid'), 'false');
    await w.content.getByRole('button', { name: 'Show only changes' }).click();
  },
  'Train in the experiment ends in the equation of the defaults': async (w) => {
    await w.content.getByRole('button', { name: 'Train', exact: true }).click();
    await w.content.getByTestId('equation').waitFor();
    assert.match(
      await w.content.getByTestId('equation').innerText(),
      /^Salary = 24,267 \+ 9,632 × YearsExperience$/,
    );
    await w.content.getByText('The loss was still falling at the last epoch').waitFor();
    await w.picture('run-done');
    await w.tab('salary.linear.json');
    const bucket = /^Leave empty to use this connection’s bucket, linear-learner-us-east-1-\d{12}\.$/;
    await w.content.getByText(bucket).waitFor();
    await w.content.getByText(/^s3:\/\/linear-learner-us-east-1-\d{12}\/linear-learner\/output$/).waitFor();
    await w.content.getByRole('button', { name: 'Last run', exact: true }).click();
    await w.content.getByTestId('equation').waitFor();
  },
  'The Run page evaluates the model on the held-out rows, in numbers and charts': async (w) => {
    const metrics = await w.content.locator('dl.metrics').innerText();
    for (const text of ['4,231', '0.979', 'mean baseline 32,580', 'MSE', 'MAE'])
      assert.ok(metrics.includes(text), `${text} is missing in: ${metrics}`);
    for (const name of ['fitted-line', 'residuals', 'actual-predicted-bars', 'actual-predicted'])
      await figureIn(w.content, name).isDrawn();
    assert.equal(
      await figureIn(w.content, 'fitted-line').title(),
      'Salary by YearsExperience: off by at most 7,772, row 18',
    );
    assert.equal((await figureIn(w.content, 'actual-predicted-bars').rows()).length, 10);
    const pairs = await rowsOf(w.content.getByTestId('actual-predicted-table'));
    assert.equal(pairs.length, 10);
    const third = pairs.find(([row]) => row === '3') ?? [];
    assert.deepEqual([third.length, third[1], third.at(-1)], [5, '37,731', '1.5']);
    const errors = pairs.map(([, , , error]) => Math.abs(Number(error.replace('−', '-').replace(',', ''))));
    assert.deepEqual(
      errors,
      errors.toSorted((a, b) => b - a),
    );
    await w.picture('run-pairs');
  },
  'The Run page shows how the model was made: losses, log, phases, and what to copy': async (w) => {
    const losses = figureIn(w.content, 'loss-curves');
    await losses.isDrawn();
    const epochs = await losses.rows();
    assert.deepEqual([epochs.length, epochs[0]?.length], [15, 33]);
    await w.content.getByRole('button', { name: 'Raw log' }).click();
    await w.content
      .getByText(/#quality_metric: host=algo-1, epoch=14/)
      .first()
      .waitFor();
    await w.content.getByRole('button', { name: 'Readable' }).click();
    await w.content.getByText('Epoch 15: loss improved').waitFor();
    assert.match(
      await w.copied('Copy Training data'),
      /^s3:\/\/[^/]+\/linear-learner\/train\/linear-train-data$/,
    );
    assert.match(
      await w.copied('Copy Model artifact'),
      /^s3:\/\/[^/]+\/linear-learner\/output\/.+\/output\/model\.tar\.gz$/,
    );
    assert.match(await w.copied('Copy Image'), /\/linear-learner:1$/);
    assert.match(await w.copied('Copy Role'), /^arn:aws:iam::\d{12}:role\//);
    await w.content.getByText(/^prepare .+, upload .+/i).waitFor();
    const made = await rowsOf(w.content.getByRole('table', { name: 'Hyperparameters', exact: true }));
    assert.deepEqual(made.slice(0, 3), [
      ['predictor_type', 'regressor', '–', 'problem type'],
      ['feature_dim', '1', 'auto', 'from the data'],
      ['mini_batch_size', '5', '1,000', 'fitted to the data'],
    ]);
    await w.content.getByText(/^0 of 28 set in the experiment, 19 at their defaults\./).waitFor();
    await w.picture('run-provenance');
  },
  'the tutorial trains with its own settings, and the Run page ends in the model': async (w) => {
    await w.menu(w.explorerRow('salary-tutorial.linear.json'), 'Train Linear Learner');
    await w.content.getByText('salary-tutorial').waitFor();
    await w.content.getByTestId('equation').waitFor();
    assert.match(
      await w.content.getByTestId('equation').innerText(),
      /^Salary = 20,826 \+ 10,882 × YearsExperience$/,
    );
    await w.content.getByText(/^Salary by YearsExperience: off by at most [\d,]+, row \d+$/).waitFor();
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
    const warning = w.statusItem('1 endpoint · local, free');
    await warning.waitFor();
    assert.match((await warning.getAttribute('class')) ?? '', /warning-kind/);
    await w.treeRow('InService').waitFor();
    await w.picture('endpoint');
  },
  'Predict shows the answer, the request and the response': async (w) => {
    await w.menu(w.treeRow('InService'), 'Predict');
    await w.content.getByRole('textbox', { name: 'YearsExperience' }).waitFor();
    await w.pageFocused();
    await w.content.getByRole('textbox', { name: 'YearsExperience' }).fill('6.5');
    await w.content.getByRole('button', { name: 'Predict', exact: true }).click();
    await w.content.getByTestId('answer').getByText('91,561').waitFor();
    await becomes(() => w.toast('is InService').count(), 0);
    assert.match(await w.content.getByTestId('request').innerText(), /Content-Type: text\/csv\s+6\.5/);
    assert.match(
      await w.content.getByTestId('response').innerText(),
      /{"predictions": \[{"score": 91560\.\d+}\]}/,
    );
    await figureIn(w.content, 'where-it-lies').isDrawn();
    assert.match(await w.copied('Copy response'), /"score"/);
    await w.picture('predict');
  },
  'Predict held-out rows matches the local evaluation': async (w) => {
    await w.content.getByRole('button', { name: 'Predict held-out rows' }).click();
    await w.content
      .getByText('10 rows in 1 request · largest difference from the local evaluation: 0')
      .waitFor();
    assert.equal((await rowsOf(w.content.getByTestId('actual-predicted-table'))).length, 10);
    for (const name of ['actual-predicted-bars', 'actual-predicted'])
      await figureIn(w.content, name).isDrawn();
    await w.picture('predict-held-out');
  },
  'Predict a file writes a table with a column of predictions': async (w) => {
    await w.content.getByRole('button', { name: 'Choose a file…' }).click();
    await w.choose('salary.csv');
    await w.content.getByText('30 rows in 1 request').waitFor();
    const [head, first] = readFileSync(join(w.workspace, 'salary.predicted.csv'), 'utf8').split('\n');
    assert.equal(head, 'YearsExperience,Salary,predicted_Salary');
    assert.match(first ?? '', /^1\.1,39343,3279\d\.\d+$/);
  },
};

/** Resolves once the element of that role and name has the focus. */
const focused = (w, role, name) =>
  w.content.getByRole(role, { name, exact: true }).and(w.content.locator(':focus')).waitFor();
