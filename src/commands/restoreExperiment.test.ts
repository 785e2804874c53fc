import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeTextEdits } from '../../test/fakeTextEdits.ts';
import * as fake from '../../test/fakeVscode.ts';
import { executed, forgetShown, shown, Uri } from '../../test/fakeVscode.ts';
import { runRow } from '../data/shapes/runRow.testing.ts';
import { experimentSchema } from '../data/shapes/experiment.ts';
import { openCalls } from '../data/engine/calls.ts';
import { openTables } from '../data/engine/tables.ts';
import { openRunRecords } from '../runs/openRunRecords.ts';
import { experimentText } from '../runs/writeExperiment.ts';
import { restoreExperiment } from './restoreExperiment.ts';
import type { Services } from './services.ts';

const world = vi.hoisted(() => ({ text: '' }));
vi.mock('vscode', () => {
  const edits = fakeTextEdits(world);
  return {
    ...fake,
    Range: edits.Range,
    WorkspaceEdit: edits.WorkspaceEdit,
    workspace: {
      ...fake.workspace,
      applyEdit: edits.applyEdit,
      openTextDocument: async (uri: Uri) => {
        world.text = readFileSync(uri.fsPath, 'utf8');
        const save = async () => writeFileSync(uri.fsPath, world.text);
        return { ...edits.document(uri), isDirty: false, save };
      },
    },
  };
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-restore-'));
  forgetShown();
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const at = (...names: readonly string[]) => join(folder, ...names);

const experiment = experimentSchema.parse({
  version: 1,
  dataset: '../data/salary.csv',
  target: 'Salary',
  split: { test: 0.33 },
  training: { instanceType: 'ml.m5.large' },
  endpoint: { instanceType: 'ml.m5.large' },
  hyperparameters: { epochs: 30 },
});

async function opened(experimentPath = at('models', 'salary.linear.json')) {
  const records = openRunRecords(at('storage'));
  await records.save('local', {
    version: 1,
    trainingJobName: 'job-1',
    title: 'salary',
    experimentPath,
    experiment,
    datasetSha256: '',
    rowCounts: { train: 20, validation: 0, test: 10 },
    prepareMs: 1,
    uploadMs: 1,
    uploadedBytes: 1,
    preparation: { version: 3, target: 'Salary', features: [], trainMean: 0, testRowNumbers: [] },
    trainPath: '/nowhere',
    modelS3Uri: 's3://b/linear-learner/output/job-1/output/model.tar.gz',
  });
  const history = { find: async () => runRow() };
  // SAFETY: what restoring works with.
  return {
    connection: () => ({ kind: 'local' }),
    engine: openCalls(openTables()),
    records,
    history,
  } as unknown as Services;
}

const named = { trainingJobName: 'job-1' };

test('an experiment that has changed is replaced once what differs is confirmed', async () => {
  const path = at('models', 'salary.linear.json');
  await mkdir(at('models'));
  const changed = { ...experiment, target: 'Wage', hyperparameters: { epochs: 5, wd: 0.1 } };
  await writeFile(path, experimentText(changed));
  const services = await opened();
  await expect(restoreExperiment(services, named)).rejects.toThrow('Cancelled');
  expect(shown[0]).toMatchObject({
    kind: 'warning',
    message: 'Replace salary.linear.json with the experiment of salary?',
    choices: ['Replace'],
  });
  for (const line of [
    'target: Wage → Salary',
    'hyperparameters.epochs: 5 → 30',
    'hyperparameters.wd: 0.1 → not set',
  ])
    expect(shown[0]?.detail).toContain(line);
  expect(await readFile(path, 'utf8')).toBe(experimentText(changed));

  forgetShown('Replace');
  expect(await restoreExperiment(services, named)).toEqual({ experiment: Uri.file(path) });
  expect(await readFile(path, 'utf8')).toBe(experimentText(experiment));
  expect(executed).toEqual([{ command: 'vscode.open', given: [Uri.file(path), { preview: false }] }]);

  forgetShown();
  await restoreExperiment(services, named);
  expect(shown.map(({ kind }) => kind)).toEqual(['information']);
});

test('a file that is no experiment is replaced only once that is confirmed', async () => {
  await mkdir(at('models'));
  await writeFile(at('models', 'salary.linear.json'), '{');
  const services = await opened();
  await expect(restoreExperiment(services, named)).rejects.toThrow('Cancelled');
  expect(shown[0]?.detail).toContain('cannot be read');
  await restoreExperiment(services, { ...named, confirmed: true });
  expect(await readFile(at('models', 'salary.linear.json'), 'utf8')).toBe(experimentText(experiment));
});

test('a file that is gone is written beside its table, over nothing', async () => {
  await mkdir(at('data'));
  await writeFile(at('data', 'salary.csv'), 'x\n');
  await writeFile(at('data', 'salary.linear.json'), 'of somebody else');
  const services = await opened();
  const restored = await restoreExperiment(services, named);
  expect(restored).toEqual({ experiment: Uri.file(at('data', 'salary-2.linear.json')) });
  const text = await readFile(at('data', 'salary-2.linear.json'), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ dataset: 'salary.csv', hyperparameters: { epochs: 30 } });
  expect(await readFile(at('data', 'salary.linear.json'), 'utf8')).toBe('of somebody else');
});

test('where table and folder are gone the user chooses the folder', async () => {
  await mkdir(at('elsewhere'));
  const services = await opened();
  forgetShown(at('elsewhere'));
  await restoreExperiment(services, named);
  expect(shown[0]).toMatchObject({ kind: 'dialog', message: 'Write salary.linear.json to which folder?' });
  expect(await readdir(at('elsewhere'))).toEqual(['salary.linear.json']);
});
