import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { becomes } from '../becomes.mjs';

const odd = "ü b'50%+#.csv";

/** Work in S3 by the menus of the tree, on Local. */
export const s3 = {
  'Upload to S3 makes the bucket, which the tree lists': async (w) => {
    await w.showFiles();
    await w.menu(w.explorerRow('salary.csv'), 'Upload to S3');
    await w.accept('Bucket; created if it does not exist');
    await w.accept('Prefix');
    await w.toast('Uploaded to').waitFor();
    await w.showTree();
    await bucket(w).waitFor();
  },
  'New Folder makes a prefix with an odd name': async (w) => {
    await w.menu(bucket(w), 'New Folder');
    await typed(w, 'Name of the folder', 'né w');
    await expand(w, bucket(w), 'né w/');
    await w.picture('s3-tree');
  },
  'Copy S3 URI copies the key as it is': async (w) => {
    await expand(w, bucket(w), 'linear-learner/');
    await expand(w, w.treeRow('linear-learner/'), 'salary.csv');
    await w.menu(w.treeRow('salary.csv'), 'Copy S3 URI');
    await becomes(async () => /^s3:\/\/[^/]+\/linear-learner\/salary\.csv$/.test(await clipboard(w)), true);
  },
  'a presigned link reads the object without credentials': async (w) => {
    await w.menu(w.treeRow('salary.csv'), 'Copy Presigned Link');
    await w.choose('15 minutes');
    await w.toast('The link is on the clipboard').waitFor();
    const answer = await fetch(await clipboard(w));
    assert.match(await answer.text(), /^YearsExperience|^[^\n]*Salary/);
  },
  'Download saves a file, and a prefix in a new folder': async (w) => {
    const saved = join(w.workspace, 'saved');
    mkdirSync(saved);
    await w.menu(w.treeRow('salary.csv'), 'Download');
    await w.chooseFolder('Save salary.csv where?', saved);
    await w.toast(`Saved as ${join(saved, 'salary.csv')}`).waitFor();
    await w.menu(w.treeRow('linear-learner/'), 'Download');
    await w.chooseFolder('Save linear-learner where?', saved);
    await w.told(`Saved as ${join(saved, 'linear-learner')}`);
    const bytes = readFileSync(join(w.workspace, 'salary.csv'));
    for (const path of ['salary.csv', 'linear-learner/salary.csv'])
      assert.deepEqual(readFileSync(join(saved, path)), bytes);
  },
  'Upload Here uploads the folder that is chosen': async (w) => {
    await w.menu(w.treeRow('linear-learner/'), 'Upload Here');
    await w.choose('Folders…');
    await w.chooseFolder('Upload Here', join(w.workspace, 'saved'));
    await w.told('2 files were uploaded to');
    await w.treeRow('saved/').waitFor();
  },
  'a table that is dragged onto the editor area opens in the Data page': async (w) => {
    const editors = await w.page.locator('.part.editor').boundingBox();
    await w.drag(w.treeRow('salary.csv'), async (move) => {
      await move(editors.x + editors.width / 2, editors.y + editors.height / 2);
    });
    await w.page.locator('.tabs-container .tab', { hasText: 'Data: salary.csv' }).waitFor();
    await w.content.getByRole('heading', { name: 'salary.csv' }).first().waitFor();
  },
  'a file that is dragged from the Explorer onto a prefix is uploaded there': async (w) => {
    await w.showFiles();
    const icon = await w.page
      .locator('.activitybar .action-item a[aria-label^="Linear Learner"]')
      .boundingBox();
    await w.drag(w.explorerRow('customers.csv'), async (move) => {
      // The view opens under a pointer that stays on its icon.
      await becomes(async () => {
        await move(icon.x + icon.width / 2 - 1, icon.y + icon.height / 2);
        await move(icon.x + icon.width / 2, icon.y + icon.height / 2);
        return w.treeRow('linear-learner/').isVisible();
      }, true);
      const row = await w.treeRow('linear-learner/').boundingBox();
      await move(row.x + row.width / 2, row.y + row.height / 2);
    });
    await w.toast('One file was uploaded to').waitFor();
    await w.treeRow('customers.csv').waitFor();
  },
  'a file of the desktop that is dropped on a prefix in the browser is uploaded there': async (w) => {
    const dropped = await w.page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['a,b\n1,2\n'], 'desktop.csv', { type: 'text/csv' }));
      return transfer;
    });
    const row = w.treeRow('saved/');
    for (const type of ['dragenter', 'dragover', 'drop'])
      await row.dispatchEvent(type, { dataTransfer: dropped });
    await w.toast('One file was uploaded to').waitFor();
    await expand(w, row, 'desktop.csv');
    await w.menu(w.treeRow('desktop.csv'), 'Delete');
    await w.answer('Delete');
    await w.treeRow('desktop.csv').waitFor({ state: 'detached' });
  },
  'selected rows are deleted together': async (w) => {
    await w.treeRow('customers.csv').click();
    await w.treeRow('saved/').click({ modifiers: ['ControlOrMeta'] });
    await w.menu(w.treeRow('saved/'), 'Delete');
    const dialog = w.page.locator('.monaco-dialog-box');
    await dialog.getByText(/Delete 3 objects \(.*\) from 2 objects and prefixes\?/).waitFor();
    await w.picture('s3-delete-several');
    await w.answer('Delete');
    await w.toast('Deleted 3 objects,').waitFor();
    await w.treeRow('saved/').waitFor({ state: 'detached' });
    await w.treeRow('customers.csv').waitFor({ state: 'detached' });
  },
  'Rename keeps the object in its folder': async (w) => {
    await w.menu(w.treeRow('salary.csv'), 'Rename');
    await typed(w, 'New name of', odd);
    await w.treeRow(odd).waitFor();
  },
  'Properties opens what S3 knows of the object': async (w) => {
    await w.menu(w.treeRow(odd), 'Properties');
    await w.page.locator('.editor-instance .view-lines', { hasText: 'Storage' }).first().waitFor();
    await w.picture('s3-properties');
  },
  'Search shows the keys that begin with a text': async (w) => {
    await w.menu(bucket(w), 'Search S3');
    await typed(w, 'Beginning of the keys', 'linear-learner/ü');
    await w.treeRow('Begins with “linear-learner/ü”').waitFor();
    await w.picture('s3-search');
    await w.menu(bucket(w), 'Search S3');
    await typed(w, 'Beginning of the keys', '');
    await w.treeRow('Begins with').waitFor({ state: 'detached' });
  },
  'Delete counts first, and names bucket and prefix': async (w) => {
    await w.menu(w.treeRow('linear-learner/'), 'Delete');
    const dialog = w.page.locator('.monaco-dialog-box');
    await dialog.getByText(/Delete 1 object \(/).waitFor();
    await dialog.getByText(/Prefix: linear-learner\//).waitFor();
    await w.picture('s3-delete');
    await w.answer('Delete');
    await w.toast('Deleted 1 object,').waitFor();
    await w.treeRow('linear-learner/').waitFor({ state: 'detached' });
  },
};

const bucket = (w) => w.treeRow(/^linear-learner-/);
const clipboard = (w) => w.page.evaluate(() => navigator.clipboard.readText());

async function expand(w, row, child) {
  for (let attempt = 0; attempt < 5 && !(await w.treeRow(child).isVisible()); attempt += 1) {
    await row.click();
    await w
      .treeRow(child)
      .waitFor({ timeout: 5000 })
      .catch(() => undefined);
  }
  await w.treeRow(child).waitFor();
}

/** Answers an input box. */
async function typed(w, prompt, text) {
  await w.page.locator('.quick-input-widget', { hasText: prompt }).waitFor();
  await w.page.locator('.quick-input-widget input').first().fill(text);
  await w.page.keyboard.press('Enter');
}
