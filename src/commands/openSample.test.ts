import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { executed, forgetShown, shown, Uri, workspace } from '../../test/fakeVscode.ts';
import { openSample } from './openSample.ts';
import type { Services } from './services.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-sample-'));
  await mkdir(join(folder, 'extension', 'examples'), { recursive: true });
  await writeFile(join(folder, 'extension', 'examples', 'salary.csv'), 'x,y\n1,2\n');
});
afterEach(async () => {
  workspace.workspaceFolders = undefined;
  await rm(folder, { recursive: true, force: true });
});

const place = () => {
  const uris = {
    extensionUri: Uri.file(join(folder, 'extension')),
    storageUri: Uri.file(join(folder, 'storage')),
  };
  // SAFETY: opening the sample needs no other service.
  return uris as unknown as Services;
};
const sample = () => join(folder, 'storage', 'sample');

test('Open the Sample explains trust first and keeps changes in the copy', async () => {
  forgetShown('Open Samples');
  await openSample(place());
  expect(shown[0]?.detail).toMatch(/choose Trust/);
  const readme = Uri.file(join(sample(), 'README.md'));
  expect(executed).toEqual([
    {
      command: 'vscode.openFolder',
      given: [Uri.file(sample()), { forceNewWindow: false, filesToOpen: [readme] }],
    },
  ]);
  await writeFile(join(sample(), 'salary.csv'), 'mine');
  forgetShown('Open Samples');
  await openSample(place());
  expect(await readFile(join(sample(), 'salary.csv'), 'utf8')).toBe('mine');
});

test('Open the Sample can copy into the open folder and selects the table there', async () => {
  workspace.workspaceFolders = [{ uri: Uri.file(folder) }];
  forgetShown('Copy to This Folder');
  await openSample(place());
  const table = join(folder, 'linear-learner-sample', 'salary.csv');
  expect(await readFile(table, 'utf8')).toBe('x,y\n1,2\n');
  expect(executed).toEqual([{ command: 'revealInExplorer', given: [Uri.file(table)] }]);
});

test('Open the Sample opens no window when it is cancelled', async () => {
  forgetShown(undefined);
  await expect(openSample(place())).rejects.toThrow('Cancelled');
  expect(executed).toEqual([]);
});
