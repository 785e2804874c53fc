import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figureIn, rowsOf, textOf } from '../figures.mjs';
import { setTheme, themes } from '../themes.mjs';
import { becomes } from '../becomes.mjs';

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures', 'learner');

/** Classifiers from table to answer, by clicks; the data is written beside the examples. */
export const classifiers = {
  'a target with two words makes a binary experiment': async (w) => {
    writeFileSync(join(w.workspace, 'heart.csv'), heartWithWords());
    await w.showFiles();
    await w.menu(w.explorerRow('heart.csv'), 'Train Linear Learner');
    await w.choose('disease');
    await w.content.getByText('2 classes: no, yes').waitFor();
    await w.content.getByText('because disease is text with 2 distinct values').waitFor();
    await w.content.getByText('Both classes of disease are in the training rows').waitFor();
    const all = w.content.getByRole('button', { name: /^Show all \d+$/ });
    const promised = await all.innerText();
    await all.click();
    const table = w.content.getByTestId('hyperparameters');
    // Under the name stands why it has its value.
    const names = (await rowsOf(table)).map(([name]) => name.split('\n')[0]);
    assert.equal(promised, `Show all ${names.length}`);
    assert.ok(names.includes('binary_classifier_model_selection_criteria'), names.join());
    for (const name of ['quantile', 'num_classes', 'normalize_label', 'margin'])
      assert.ok(!names.includes(name), `${name} has no effect here`);
    assert.match(await textOf(table), /auto: logistic/);
    assert.match(await textOf(table), /10,000,000; auto: all rows/);
    assert.match(await textOf(table), /auto: 0\.005 and 0\.1 are both tried/);
    await w.picture('classifier-experiment');
    await w.content.getByRole('button', { name: 'Show only changes' }).click();
  },
  'the positive class can be chosen, and an unknown one is refused': async (w) => {
    const file = join(w.workspace, 'heart.linear.json');
    const written = () => readFileSync(file, 'utf8');
    assert.equal(JSON.parse(written()).positiveClass, undefined);
    const list = w.content.locator('vscode-single-select[label="Positive class"]');
    assert.equal(await list.evaluate(({ value }) => value), 'yes');
    await w.select('Positive class', 'no');
    const unsaved = w.page.locator('.tabs-container .tab.active.dirty');
    await unsaved.waitFor();
    await w.command('File: Save');
    await unsaved.waitFor({ state: 'detached' });
    assert.equal(JSON.parse(written()).positiveClass, 'no');
    writeFileSync(file, written().replace('"positiveClass": "no"', '"positiveClass": "ja"'));
    const preflight = w.content.getByRole('list', { name: 'Preflight' });
    await preflight.getByText('The positive class is ja, which is not a value of disease').waitFor();
    await preflight.getByRole('button', { name: 'Take yes' }).click();
    await w.content.getByText('Both classes of disease').waitFor();
  },
  'the problem can be changed, and preflight offers the one that fits': async (w) => {
    await w.select('Problem', 'Several classes (multiclass_classifier)');
    const preflight = w.content.getByRole('list', { name: 'Preflight' });
    await preflight
      .getByText('disease has 2 different values; a multiclass_classifier needs 3 or more.')
      .waitFor();
    await w.picture('classifier-experiment-fails');
    await preflight.getByRole('button', { name: 'Change the problem to binary_classifier' }).click();
    await w.content.getByText('Both classes of disease').waitFor();
  },
  'a trained binary classifier is evaluated at its own threshold': async (w) => {
    await w.content.getByRole('button', { name: 'Train', exact: true }).click();
    await w.content.getByTestId('confusion').waitFor();
    const { counts, metrics } = await atThreshold(w);
    assert.equal(counts.total, 100);
    const strip = await textOf(w.content.locator('dl.metrics'));
    const accuracy = Math.round(counts.trueNegatives + counts.truePositives);
    assert.ok(strip.includes(`${accuracy} %`), strip);
    assert.ok(metrics.includes(`accuracy ${accuracy} %`), metrics);
    const auc = /AUC\s+(0\.\d+)/.exec(strip)?.[1];
    assert.ok(Number(auc) > 0.8, `AUC is ${auc}`);
    assert.equal(
      await figureIn(w.content, 'roc').title(),
      `ROC: ${Math.round(Number(auc) * 100)} % of pairs ranked correctly`,
    );
    for (const name of ['roc', 'precision-recall', 'calibration', 'cost', 'scores', 'loss-curves'])
      await figureIn(w.content, name).isDrawn();
    await w.content.getByText(/^Model \d+ of 32 won with loss/).waitFor();
    await w.picture('classifier-race');
    await w.content.getByText(/Model \d+: optimizer adam, learning_rate 0\.\d+, wd/).waitFor();
  },
  'the keyboard moves the threshold, and counts, shares and cost follow': async (w) => {
    const slider = w.content.getByRole('slider', { name: 'Threshold' });
    const atOwn = (await atThreshold(w)).counts;
    const positives = atOwn.truePositives + atOwn.falseNegatives;
    await slider.press('Home');
    const { counts: atStart } = await atThreshold(w);
    assert.deepEqual(atStart, { ...atStart, truePositives: positives, falseNegatives: 0, trueNegatives: 0 });
    await slider.press('End');
    assert.equal((await atThreshold(w)).counts.falseNegatives, positives);
    await fill(w, 'A missed “yes” costs', '-5');
    await w.content
      .getByRole('alert')
      .getByText('A cost is a number of 0 or more; 1 is still used.')
      .waitFor();
    await fill(w, 'A missed “yes” costs', '5');
    await w.content.getByRole('button', { name: /^Lowest cost: / }).click();
    const { counts, metrics } = await atThreshold(w);
    const cost = 5 * counts.falseNegatives + counts.falsePositives;
    assert.ok(metrics.includes(`cost ${cost}.`), `${cost} is not in: ${metrics}`);
    const rows = await figureIn(w.content, 'cost').rows();
    assert.equal(rows.length, 102);
    assert.equal(Math.min(...rows.map((row) => Number(row[5].replace(',', '')))), cost);
    const before = await textOf(w.content.getByTestId('threshold'));
    await slider.press('ArrowRight');
    assert.notEqual(await textOf(w.content.getByTestId('threshold')), before);
    await w.content.getByRole('button', { name: /^Lowest cost: / }).click();
  },
  'held-out rows show the actual and the predicted class': async (w) => {
    const rows = await rowsOf(w.content.getByTestId('classified-table'));
    assert.equal(rows.length, 40);
    for (const [, actual, predicted, score] of rows) {
      assert.match(actual, /^(yes|no)$/);
      assert.match(predicted, /^(yes|no)/);
      assert.match(score, /^[01]\.\d{3}$/);
    }
    const threshold = await textOf(w.content.getByTestId('threshold'));
    await w.content.getByRole('columnheader', { name: `Predicted at ${threshold}` }).waitFor();
    await w.content.getByRole('button', { name: 'Show all 100' }).click();
    const all = await rowsOf(w.content.getByTestId('classified-table'));
    const { counts } = await atThreshold(w);
    const wrong = all.filter(([, actual, predicted]) => !predicted.startsWith(actual));
    assert.equal(wrong.length, counts.falsePositives + counts.falseNegatives);
    await w.content.getByRole('button', { name: 'Coefficients' }).click();
    const coefficients = await rowsOf(w.content.getByTestId('coefficients'));
    assert.equal(coefficients.length, 14);
    await w.content.getByText(new RegExp(`^${coefficients[0][0]} has the most influence\\. `)).waitFor();
    await w.content.getByRole('button', { name: 'Hide the coefficients' }).click();
  },
  'a deployed binary classifier returns the class and its score': async (w) => {
    await w.content.getByRole('button', { name: 'Deploy…' }).click();
    await w.showTree();
    await w.treeRow(/heart-.*InService/).waitFor();
    await w.menu(w.treeRow('heart-'), 'Predict');
    // The Run page, in front until then, has a button of that name.
    await w.content.getByRole('heading', { name: 'Predict disease', level: 1 }).waitFor();
    const fields = heartWithWords().split('\n');
    const names = fields[0].split(',').slice(0, -1);
    await w.content.getByRole('button', { name: 'Predict', exact: true }).click();
    await w.content.getByRole('alert').getByText('13 fields need a value. age needs').waitFor();
    await becomes(() => w.content.getByRole('alert').count(), 1);
    await w.page.keyboard.insertText(fields[1].split(',')[0]);
    for (const [index, name] of names.entries()) {
      const value = fields[1].split(',')[index];
      if (yesOrNo.has(name)) await answer(w, `${name}: ${name} needs a value.`, value);
      else if (index > 0) await fill(w, `${name}: ${name} needs a number.`, value);
    }
    await w.page.keyboard.press('Enter');
    await w.content
      .getByText(/^Probability of “yes”: 0\.0*\d{1,3} · “yes” from a score of 0\.\d+$/)
      .waitFor();
    assert.match(await textOf(w.content.getByTestId('answer')), /^disease at age .+\s+(yes|no)/);
    assert.match((await rowsOf(w.content.getByTestId('asked-before')))[0]?.[1] ?? '', /^(yes|no)$/);
    await figureIn(w.content, 'among-scores').isDrawn();
    await w.content.getByRole('button', { name: 'Predict held-out rows' }).click();
    await w.content.getByText(/100 rows in 1 request · largest difference .*: 0$/).waitFor();
    await w.content.getByRole('button', { name: 'Choose a file…' }).click();
    await w.choose('heart.csv');
    await w.content.getByText('303 rows in 1 request').waitFor();
    const [head, first] = readFileSync(join(w.workspace, 'heart.predicted.csv'), 'utf8').split('\n');
    assert.match(head, /,disease,predicted_disease,score_disease$/);
    assert.match(first, /,yes,(yes|no),[\d.e-]+$/);
  },
  'three classes are trained and evaluated': async (w) => {
    writeFileSync(join(w.workspace, 'flowers.csv'), threeClasses());
    await w.showFiles();
    await w.menu(w.explorerRow('flowers.csv'), 'Train Linear Learner');
    await w.choose('kind');
    await w.content.getByText('3 classes: iris, rose, tulip').waitFor();
    await w.content.getByRole('button', { name: 'Train', exact: true }).click();
    await w.content.getByTestId('confusion-heat-map').waitFor();
    const classes = await rowsOf(w.content.getByTestId('class-table'));
    assert.deepEqual(
      classes.map(([name]) => name),
      ['iris', 'rose', 'tulip'],
    );
    const heatMap = figureIn(w.content, 'confusion-heat-map');
    await heatMap.isDrawn();
    const confusion = (await heatMap.rows()).map((row) => row.slice(1).map(Number));
    assert.deepEqual(
      confusion.map((line) => line.reduce((a, b) => a + b)),
      classes.map(([, support]) => Number(support)),
    );
    const right = confusion.reduce((sum, line, index) => sum + line[index], 0);
    const total = confusion.flat().reduce((a, b) => a + b);
    assert.equal(total, 99);
    assert.equal(
      await heatMap.title(),
      `${percent(right / total)} of the held-out rows are classified correctly`,
    );
    assert.ok(right / total > 0.8);
    await w.content.getByText(/^Model \d+ of 28 won with loss/).waitFor();
  },
  'a deployed multiclass classifier returns the probability of every class': async (w) => {
    await w.content.getByRole('button', { name: 'Deploy…' }).click();
    await w.showTree();
    await w.treeRow(/flowers-.*InService/).waitFor();
    await w.tab('Run: flowers');
    await w.content.getByRole('button', { name: 'Predict', exact: true }).click();
    await fill(w, 'length', '6');
    await fill(w, 'width', '1');
    await w.content.getByRole('button', { name: 'Predict', exact: true }).click();
    const bars = w.content.getByTestId('probabilities');
    await bars.waitFor();
    const rows = await rowsOf(bars);
    assert.equal(rows.length, 3);
    assert.match(await textOf(w.content.getByTestId('answer')), new RegExp(`^kind at .+\\s+${rows[0][0]}`));
    const sum = rows.reduce((total, [, probability]) => total + Number(probability), 0);
    assert.ok(Math.abs(sum - 1) < 0.002, `the probabilities add up to ${sum}`);
    await w.content.getByRole('button', { name: 'Predict held-out rows' }).click();
    await w.content.getByText(/99 rows in 1 request · largest difference .*: 0$/).waitFor();
  },
  'the pages of classifiers fit in every theme, wide and narrow': async (w) => {
    const before = w.page.viewportSize();
    for (const theme of themes) {
      await setTheme(w, theme);
      for (const [name, width] of [
        ['wide', 1630],
        ['narrow', 910],
      ]) {
        await w.page.setViewportSize({ width, height: 2000 });
        for (const [page, tab, last] of tabs) {
          await w.tab(tab);
          await w.content.getByTestId(last).first().waitFor();
          const room = await w.content.evaluate(({ ownerDocument: { documentElement } }) => [
            documentElement.scrollWidth,
            documentElement.clientWidth,
          ]);
          assert.ok(room[0] <= room[1], `${page} is ${room[0]} px wide and has room for ${room[1]}`);
          await w.picture(`classifier-${page}-${theme.name}-${name}`);
        }
      }
    }
    await w.page.setViewportSize(before);
  },
  'the endpoints of classifiers are deleted': async (w) => {
    await w.showTree();
    for (const name of [/heart-.*InService/, /flowers-.*InService/]) {
      await w.menu(w.treeRow(name), 'Delete Endpoint');
      await w.answer('Delete Endpoint and Model');
      await w.treeRow(name).waitFor({ state: 'detached' });
    }
  },
  'the page of a deleted endpoint still knows its target after a reload, and how to deploy again': async (
    w,
  ) => {
    await w.reload();
    await w.tab('Predict: heart');
    await w.content.getByRole('heading', { name: 'Predict disease', level: 1 }).waitFor();
    await w.content.getByText('This endpoint no longer exists').waitFor();
    await w.content.getByRole('button', { name: 'Deploy again…' }).waitFor();
    await w.picture('classifier-gone');
  },
};

const tabs = [
  ['experiment', 'heart.linear.json', 'hyperparameters'],
  ['binary', 'Run: heart', 'loss-curves'],
  ['multiclass', 'Run: flowers', 'loss-curves'],
  ['predict-binary', 'Predict: heart', 'among-scores'],
  ['predict-multiclass', 'Predict: flowers', 'probabilities'],
];

const percent = (share) =>
  share > 0.99 && share < 1 ? `${(share * 100).toFixed(1)} %` : `${Math.round(share * 100)} %`;

/** The counts of the confusion matrix and the line under it. */
async function atThreshold(w) {
  const cells = await w.content.getByTestId('confusion').locator('.confusion-count').allInnerTexts();
  const [trueNegatives, falsePositives, falseNegatives, truePositives] = cells.map(Number);
  const total = trueNegatives + falsePositives + falseNegatives + truePositives;
  return {
    counts: { trueNegatives, falsePositives, falseNegatives, truePositives, total },
    metrics: await textOf(w.content.getByTestId('threshold-metrics')),
  };
}

const fill = (w, label, value) => w.content.getByRole('textbox', { name: label, exact: true }).fill(value);

/** Columns of the heart table that are 0 and 1 alone. */
const yesOrNo = new Set(['sex', 'fbs', 'exang']);
async function answer(w, label, value) {
  await w.content.getByRole('combobox', { name: label, exact: true }).click();
  const option = { name: value === '1' ? 'yes (1)' : 'no (0)' };
  await w.content.getByRole('option', option).filter({ visible: true }).click();
}

/** The heart table of the golden run, its last column in words. */
function heartWithWords() {
  const { heart_csv: csv } = JSON.parse(readFileSync(join(fixtures, 'heart_binary_242.json'), 'utf8'));
  const [head, ...rows] = csv.replace('\uFEFF', '').trim().split(/\r?\n/);
  const lines = rows.map((row) => row.replace(/,1$/, ',yes').replace(/,0$/, ',no'));
  return `${[head.replace(/target$/, 'disease'), ...lines].join('\n')}\n`;
}

/** Three overlapping clouds of 100 points, by a linear congruential generator (Numerical Recipes). */
function threeClasses() {
  let state = 7;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const spread = () => uniform() + uniform() + uniform() - 1.5;
  const centres = { rose: [2, 4], tulip: [4, 2.5], iris: [6, 1] };
  const rows = Array.from({ length: 100 }, () =>
    Object.entries(centres).map(([kind, [length, width]]) =>
      [length + 1.2 * spread(), width + 1.2 * spread()]
        .map((value) => value.toFixed(3))
        .concat(kind)
        .join(','),
    ),
  );
  return `length,width,kind\n${rows.flat().join('\n')}\n`;
}
