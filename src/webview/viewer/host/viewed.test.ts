import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { artifactCorrupt } from '../../../learner/artifact/errors.ts';
import { describeArtifactFile } from '../../../data/recordFiles/artifactFile.ts';
import { openRecordFiles } from '../../../data/recordFiles/recordFile.ts';
import { writeRecordIO } from '../../../learner/formats/recordio.ts';
import type { ViewerState } from '../contract.ts';
import { openViewed } from './viewed.ts';

vi.mock('vscode', () => import('../../../../test/fakeVscode.ts'));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-viewed-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const engine = { ...openRecordFiles(), describeArtifactFile };
const log = { error: () => undefined };

test('a viewer shows its file and marks it as stale when the file changes', async () => {
  const path = join(folder, 'train.pbr');
  await writeFile(path, writeRecordIO({ rowCount: 2, columnCount: 1, values: Float32Array.of(1, 2) }));
  const states: ViewerState[] = [];
  const viewed = openViewed({ engine, log, path, kind: 'records', show: (state) => states.push(state) });
  await writeFile(join(folder, '.s3-uri'), 's3://bucket/train.pbr');
  await viewed.read();
  expect(states.map(({ kind }) => kind)).toEqual(['loading', 'records']);
  expect(states.at(-1)).toMatchObject({
    fileName: 'train.pbr',
    s3Uri: 's3://bucket/train.pbr',
    facts: { recordCount: 2 },
  });
  viewed.changed('deleted');
  expect(states.at(-1)).toMatchObject({ kind: 'records', stale: 'deleted' });
});

test('a viewer says why a file cannot be shown', async () => {
  const path = join(folder, 'model.tar.gz');
  await writeFile(path, 'no archive');
  const states: ViewerState[] = [];
  const failing = { ...engine, describeArtifactFile: () => Promise.reject(artifactCorrupt('it is empty')) };
  const viewed = openViewed({
    engine: failing,
    log,
    path,
    kind: 'artifact',
    show: (state) => states.push(state),
  });
  await viewed.read();
  expect(states.at(-1)).toMatchObject({ kind: 'failed', failure: { code: 'artifact-corrupt' } });
});
