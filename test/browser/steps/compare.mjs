import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figureIn, rowsOf, textOf } from '../figures.mjs';

/** Two trainings of the sample that differ in a hyperparameter, beside each other. */
export const compare = {
  'the sample is trained with few epochs and with many': async (w) => {
    await train(w, 'epochs-few', { epochs: 5 });
    await train(w, 'epochs-many', { epochs: 50 });
  },
  'Compare Runs sets the runs that are picked beside each other': async (w) => {
    await w.command('Linear Learner: Compare Runs');
    await w.choose('epochs-few');
    await w.choose('epochs-many');
    await w.page.keyboard.press('Enter');
    await w.content.getByRole('heading', { name: 'Compare 2 runs', level: 1 }).waitFor();
    await w.content
      .getByTestId('verdict')
      .getByText(/^B against A: .*R²/)
      .waitFor();
    const runs = await rowsOf(w.content.getByTestId('runs'));
    assert.deepEqual(
      runs.map((row) => row[1]),
      ['epochs-many', 'epochs-few'],
    );
    await w.picture('compare');
  },
  'the Compare page shows the setting that differs, and what is the same in one line': async (w) => {
    const settings = await rowsOf(w.content.getByTestId('settings'));
    assert.deepEqual(settings, [['epochs', '50', '5']]);
    assert.match(await textOf(w.content.getByTestId('same')), /Dataset salary\.csv · Target Salary/);
    await w.content.getByText('The same table, read in the same way.').waitFor();
  },
  'the Compare page draws losses and errors over each other, and the coefficients side by side': async (
    w,
  ) => {
    for (const name of ['loss-curves', 'error-shares', 'residuals'])
      await figureIn(w.content, name).isDrawn();
    const losses = await figureIn(w.content, 'loss-curves').rows();
    assert.equal(losses[0]?.length, 3);
    assert.ok(losses.length > 5, 'the longer training is drawn whole');
    const coefficients = await rowsOf(w.content.getByTestId('coefficients'));
    assert.deepEqual(
      coefficients.map(([name]) => name),
      ['YearsExperience', 'bias'],
    );
    await w.picture('compare-coefficients');
  },
  'the held-out rows are compared, and the other run becomes the base by the keyboard': async (w) => {
    await w.content
      .getByTestId('agreement')
      .getByText(/is closer to the actual value on \d+ rows/)
      .waitFor();
    const metrics = await rowsOf(w.content.getByTestId('common-metrics'));
    assert.equal(metrics[0]?.[0], 'R²');
    await w.content.getByRole('button', { name: 'Make it the base: epochs-few' }).press('Enter');
    await w.content.getByText('each against B, epochs-few').waitFor();
    await w.content
      .getByTestId('verdict')
      .getByText(/^A against B: .*R²/)
      .waitFor();
  },
};

/** Trains the sample as an experiment of this name, and waits for its evaluation. */
async function train(w, name, hyperparameters) {
  const sample = JSON.parse(readFileSync(join(w.workspace, 'salary-tutorial.linear.json'), 'utf8'));
  const experiment = { ...sample, hyperparameters: { ...sample.hyperparameters, ...hyperparameters } };
  writeFileSync(join(w.workspace, `${name}.linear.json`), `${JSON.stringify(experiment, null, 2)}\n`);
  await w.showFiles();
  await w.explorerRow(`${name}.linear.json`).waitFor();
  await w.menu(w.explorerRow(`${name}.linear.json`), 'Train Linear Learner');
  await w.content.getByRole('heading', { name, level: 1 }).waitFor();
  await w.content.getByTestId('equation').waitFor();
}
