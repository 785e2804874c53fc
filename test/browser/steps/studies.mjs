import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figureIn, rowsOf } from '../figures.mjs';
import { becomes } from '../becomes.mjs';

const experiment = {
  version: 1,
  dataset: 'salary.csv',
  target: 'Salary',
  features: [{ column: 'YearsExperience' }],
  split: { test: 0.33 },
  hyperparameters: { mini_batch_size: 5, num_models: 4 },
  training: { instanceType: 'ml.m5.large' },
  endpoint: { instanceType: 'ml.m5.large' },
};

const kind = (w, name) => w.content.getByRole('group', { name: 'What to do' }).getByRole('button', { name });
const start = (w, name) => w.content.locator('.start-row').getByRole('button', { name, exact: true });
const numberIn = (text = '') => Number(text.replaceAll('−', '-').replaceAll(',', ''));

const hyperparametersIn = (w) =>
  JSON.parse(readFileSync(join(w.workspace, 'tried.linear.json'), 'utf8')).hyperparameters;

/** What is tried on this machine before anything is paid for. */
export const studies = {
  'cross-validation starts from the experiment, and says what other splits would give': async (w) => {
    writeFileSync(join(w.workspace, 'tried.linear.json'), `${JSON.stringify(experiment, null, 2)}\n`);
    await w.showFiles();
    await w.explorerRow('tried.linear.json').dblclick();
    await w.content.getByText('20 train · 10 test').waitFor();
    await w.content.getByRole('button', { name: 'Cross-validate…' }).click();
    await w.tab('Study: tried');
    await w.content.getByText('trains on this machine, free of charge').waitFor();
    await w.content.getByText(/^5 trainings/).waitFor();
    await start(w, 'Cross-validate').click();
    const folds = figureIn(w.content, 'folds');
    await w.content.getByRole('heading', { name: /^R² is 0\.\d{3} ± 0\.\d{3} over 5 folds$/ }).waitFor();
    await folds.isDrawn();
    assert.equal((await folds.rows()).length, 5);
    await w.content.getByText(/^Other splits of the same rows would give R² 0\.\d+ to 0\.\d+/).waitFor();
    const rows = await rowsOf(w.content.getByTestId('fold-rows'));
    assert.deepEqual(
      rows.map(([fold, training, held]) => [fold, training, held]),
      [1, 2, 3, 4, 5].map((fold) => [String(fold), '24', '6']),
    );
    await w.picture('study-folds');
  },
  'variations of two settings are ranked, and drawn with their tables': async (w) => {
    await kind(w, 'Try variations').click();
    await w.content.getByRole('textbox', { name: 'Values of wd' }).fill('0, 0.01');
    await w.content.getByRole('textbox', { name: 'Values of learning_rate' }).fill('0.001, 0.5');
    await w.content.getByText(/^4 trainings/).waitFor();
    await start(w, 'Try variations').click();
    await w.content.getByRole('heading', { name: '4 variations, from their values to their R²' }).waitFor();
    const ranking = await rowsOf(w.content.getByTestId('ranking'));
    const scores = ranking.map(([, , score]) => numberIn(score));
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    );
    assert.match(ranking[0]?.[1] ?? '', /^wd 0(\.01)?, learning_rate 0\.5$/);
    const parallel = figureIn(w.content, 'parallel');
    await parallel.isDrawn();
    assert.equal((await parallel.rows()).length, 4);
    const effect = figureIn(w.content, 'effect-hyperparameters-learning_rate');
    await effect.isDrawn();
    assert.deepEqual(
      (await effect.rows()).map(([value, count]) => [value, count]),
      [
        ['0.001', '2'],
        ['0.5', '2'],
      ],
    );
    await w.picture('study-variations');
  },
  '“Use this one” edits the experiment, and undo takes it back': async (w) => {
    const best = (await rowsOf(w.content.getByTestId('ranking')))[0]?.[1] ?? '';
    const [, wd = ''] = /wd (\S+),/.exec(best) ?? [];
    await w.content
      .getByTestId('ranking')
      .getByRole('button', { name: `Use this one: ${best}` })
      .click();
    await w.content
      .getByText(`tried.linear.json now has wd: ${wd} instead of default; learning_rate: 0.5`)
      .waitFor();
    await w.picture('study-used');
    await w.content.getByRole('button', { name: 'Open the experiment' }).first().click();
    await w.tab('tried.linear.json');
    const rate = w.content.getByRole('textbox', { name: 'learning_rate' });
    await rate.waitFor();
    await becomes(() => rate.inputValue(), '0.5');
    await w.command('Undo');
    await rate.waitFor({ state: 'detached' });
    await w.content.getByText(/^saved$/).waitFor();
    assert.deepEqual(hyperparametersIn(w), experiment.hyperparameters);
  },
  'the learning curve says whether more rows would help, and is there after a reload': async (w) => {
    await w.tab('Study: tried');
    await kind(w, 'Learning curve').click();
    await w.content
      .getByRole('textbox', { name: 'Shares of the training rows, in percent' })
      .fill('40, 70, 100');
    await w.content.getByRole('textbox', { name: 'Repeats' }).fill('2');
    await w.content.getByText(/^5 trainings/).waitFor();
    await start(w, 'Draw the learning curve').click();
    const title = /^R² goes from \S+ with 8 training rows to \S+ with 20$/;
    await w.content.getByRole('heading', { name: title }).waitFor();
    await w.content.getByText(/^(Yes|Hardly|That is not clear): with 40 training rows/).waitFor();
    await figureIn(w.content, 'learning-curve').isDrawn();
    await w.picture('study-curve');
    await w.reload();
    await w.tab('Study: tried');
    await w.content.getByRole('heading', { name: title }).waitFor();
    assert.equal((await figureIn(w.content, 'learning-curve').rows()).length, 3);
    await w.command('View: Close Editor');
    await w.tab('tried.linear.json');
    await w.command('View: Close Editor');
    rmSync(join(w.workspace, 'tried.linear.json'));
    await w.explorerRow('tried.linear.json').waitFor({ state: 'detached' });
  },
};
