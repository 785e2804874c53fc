import assert from 'node:assert/strict';
import { figureIn } from '../figures.mjs';

/** The history of what the tutorial trained. */
export const runs = {
  'Show Runs lists the trainings with their metrics, and only what differs': async (w) => {
    await w.command('Linear Learner: Show Runs');
    await w.content.getByRole('heading', { name: 'All runs', level: 1 }).waitFor();
    const tutorial = runRow(w, 'salary-tutorial');
    await tutorial.waitFor();
    assert.match(await tutorial.innerText(), /0\.934.*absolute_loss/s);
    await w.content.getByTestId('same').getByText('Completed · Local · target Salary').waitFor();
    await figureIn(w.content, 'metric-history').isDrawn();
    await w.picture('runs');
  },
  'runs are filtered by what they reached, and the page says what it does not understand': async (w) => {
    const field = w.content.getByRole('textbox', { name: 'Filter runs' });
    await field.fill('r2 > 0.5 today title:salary-tutorial');
    await w.content.getByText(/^1 of \d+ runs$/).waitFor();
    await field.fill('r2x > 0.5');
    await w.content.getByText('“r2x” is not known. Did you mean r2?').waitFor();
    await w.picture('runs-filter');
    await field.press('Escape');
    await w.content.getByText(/^\d+ runs$/).waitFor();
  },
  'runs are sorted by their metric, the best first': async (w) => {
    const head = w.content.getByTestId('runs').getByRole('columnheader', { name: /^(R²|Metric)/ });
    await head.getByRole('button').click();
    await w.content.locator('th[aria-sort="descending"]', { hasText: /^(R²|Metric)/ }).waitFor();
    const titles = await w.content.locator('.run-title .link').allInnerTexts();
    assert.ok(titles.includes('salary') && titles.includes('salary-tutorial'), titles.join());
    await w.picture('runs-sorted');
  },
  'a run is opened from the list by the keyboard': async (w) => {
    await runRow(w, 'salary-tutorial').press('Enter');
    await w.content.getByTestId('equation').waitFor();
  },
  'the experiment shows its last runs, and opens them': async (w) => {
    await w.tab('salary.linear.json');
    await w.content.getByTestId('last-runs').getByText('R² 0.979').waitFor();
    await w.picture('experiment-last-runs');
    await w.content.getByTestId('last-runs').click();
    await w.content.getByRole('heading', { name: 'Runs of salary', level: 1 }).waitFor();
    await w.content.getByText('1 run', { exact: true }).waitFor();
    await w.picture('runs-of-experiment');
    await w.content.getByRole('button', { name: 'Show all runs' }).click();
    await w.content.getByRole('heading', { name: 'All runs', level: 1 }).waitFor();
  },
};

const runRow = (w, title) => w.content.getByTestId('runs').locator('tbody tr', { hasText: title }).first();
