import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { executed, forgetShown } from '../../test/fakeVscode.ts';
import type { FetchOptions } from '../runs/s3Tables.ts';
import { openArtifact, openObject } from './objects.ts';
import type { Services } from './services.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-objects-'));
  await mkdir(join(folder, 'copies', 'parts'), { recursive: true });
  await writeFile(join(folder, 'copies', 'salary.csv'), 'a\n1\n');
  await writeFile(join(folder, 'copies', 'evaluation.json'), '{}');
  await writeFile(join(folder, 'copies', 'parts', 'part-1.csv'), 'a\n1\n');
  forgetShown();
  besides = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const openDataPanel = vi.fn();
const world: { modelS3Uri: string | undefined } = { modelS3Uri: undefined };
const session = { connectionId: 'local', aws: { describeTrainingJob: async () => world } };
let besides: unknown[] = [];
// SAFETY: what opening and saving an object uses.
const services = {
  openSession: async () => session,
  panels: async () => ({ openDataPanel }),
  s3Tables: {
    fetch: async (_: object, s3Uri: string, { beside }: FetchOptions = {}) => {
      besides.push(beside);
      return join(folder, 'copies', s3Uri.replace('s3://bucket/', ''));
    },
  },
} as unknown as Services;

test.each(['s3://bucket/salary.csv', 's3://bucket/parts/', 's3://bucket/'])(
  '%s opens on the Data page, on its connection',
  async (s3Uri) => {
    openDataPanel.mockClear();
    await openObject(services, { s3Uri });
    const [, uri, options] = openDataPanel.mock.calls[0] ?? [];
    expect(String(uri)).toBe(s3Uri);
    expect(options).toMatchObject({ connectionId: 'local' });
  },
);

test('an object that is not a table opens in its editor', async () => {
  await openObject(services, { s3Uri: 's3://bucket/evaluation.json' });
  expect(executed).toMatchObject([
    { command: 'vscode.open', given: [{ fsPath: join(folder, 'copies', 'evaluation.json') }, {}] },
  ]);
});

test('a model artifact opens in its viewer, with the preparation that names its features', async () => {
  await openObject(services, { s3Uri: 's3://bucket/model.tar.gz' });
  const artifact = { fsPath: join(folder, 'copies', 'model.tar.gz') };
  expect(executed).toMatchObject([
    { command: 'vscode.openWith', given: [artifact, 'linearLearner.artifact'] },
  ]);
  expect(besides).toEqual([['preparation.json']]);
});

test('the artifact of a training job opens by job name; a job without one is refused', async () => {
  const given = { trainingJobName: 'job-1' };
  world.modelS3Uri = 's3://bucket/model.tar.gz';
  await openArtifact(services, given);
  expect(executed).toMatchObject([{ command: 'vscode.openWith' }]);
  world.modelS3Uri = undefined;
  await expect(openArtifact(services, given)).rejects.toMatchObject({ code: 'no-artifact' });
});
