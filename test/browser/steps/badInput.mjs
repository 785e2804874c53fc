import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Tables that cannot be trained on, and what the user reads: the file, the row, the column, and the way out. */
const tables = [
  { name: 'empty.csv', text: '', said: 'empty.csv is empty. A table needs a header and at least one row.' },
  {
    name: 'header.csv',
    text: 'x,y\n',
    said: 'header.csv has a header but no rows. Add rows and try again.',
  },
  {
    name: 'ragged.csv',
    text: 'x,y\n1,2\n3\n',
    said: 'ragged.csv, row 2, column y: expected 2 values, found 1.',
  },
  {
    name: 'binary.csv',
    text: 'x,y\n1,\0\n',
    said: 'binary.csv, line 2: a zero byte, so this is not a text file.',
  },
];

const brokenExperiment = { name: 'broken.linear.json', text: '{\n  "version": 1,\n  "dataset": tru\n}\n' };

export const badInput = {
  'an unreadable table is refused with its row and a remedy': async (w) => {
    await w.showFiles();
    for (const { name, text, said } of tables) {
      w.expectedErrors.push(said);
      writeFileSync(join(w.workspace, name), text);
      await w.menu(w.explorerRow(name), 'Train Linear Learner');
      await w.toast(said).waitFor();
      await w.picture(`refused-${name.replace('.csv', '')}`);
      await w.command('Notifications: Clear All Notifications');
      await w.toast(said).waitFor({ state: 'detached' });
      rmSync(join(w.workspace, name));
      await w.explorerRow(name).waitFor({ state: 'detached' });
    }
  },
  'an experiment with invalid JSON names the line and opens as text': async (w) => {
    writeFileSync(join(w.workspace, brokenExperiment.name), brokenExperiment.text);
    await w.explorerRow(brokenExperiment.name).dblclick();
    await w.content.getByText(/broken\.linear\.json, line 3/).waitFor();
    await w.content.getByRole('button', { name: 'Open at line 3' }).waitFor();
    await w.content.getByLabel('Lines of the file').getByText(/^3  /m).waitFor();
    await w.picture('refused-experiment');
    await w.command('View: Close Editor');
    await w.page
      .locator('.tabs-container .tab', { hasText: brokenExperiment.name })
      .waitFor({ state: 'detached' });
    rmSync(join(w.workspace, brokenExperiment.name));
  },
};
