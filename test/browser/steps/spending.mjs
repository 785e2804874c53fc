import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { becomes } from '../becomes.mjs';

/** What the tutorial cost, while its endpoint lives. */
export const spending = {
  'Spending counts what ran on Local as free, shows what still runs, and draws its days': async (w) => {
    await w.statusItem('1 endpoint').click();
    await w.choose('Show spending');
    await becomes(() => w.content.getByTestId('spend-total').innerText(), '$0');
    await w.content
      .getByText(/^Everything ran on Local, which is free: \d+ endpoints? and \d+ training jobs?\.$/)
      .waitFor();
    const running = w.content.getByTestId('spend-running').locator('tbody tr');
    assert.equal(await running.count(), 1);
    assert.match(await running.innerText(), /free[\s\S]*running\s*until/);
    const days = w.content.getByTestId('spend-days');
    await days.locator('canvas[data-drawn]').waitFor();
    await w.picture('spending');
    await days.getByRole('button', { name: 'Show as table' }).click();
    const today = new Date().toLocaleDateString('en', { dateStyle: 'medium', timeZone: 'UTC' });
    const row = days.getByRole('row', { name: today });
    assert.match(await row.innerText(), /\$0\s+\$0\s+\d/);
  },
  'Spending opens a run, and saves a line for each endpoint and training job': async (w) => {
    const rows = (table) => w.content.getByTestId(table).locator('tbody tr').count();
    const wanted = (await rows('spend-endpoints')) + (await rows('spend-training'));
    const file = join(w.workspace, 'spending.csv');
    await w.content.getByRole('button', { name: 'Save as CSV' }).click();
    await w.saveAs(file, `spending-${new Date().toISOString().slice(0, 7)}.csv`);
    const lines = await becomes(() => readLines(file).length, wanted + 1).then(() => readLines(file));
    assert.match(lines[0], /^kind,name,connection,.*,billable_seconds,seconds,usd_per_hour,.*,usd$/);
    for (const line of lines.slice(1))
      assert.match(line, /^(endpoint|trainingJob),[^,]+,Local,.*,0,free,,0$/);
    await w.content.getByTestId('spend-runs').getByRole('button').first().click();
    await w.content.getByText('Completed').first().waitFor();
  },
};

function readLines(file) {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\r\n');
  } catch {
    return [];
  }
}
