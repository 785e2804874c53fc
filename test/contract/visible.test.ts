import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import * as vscode from 'vscode';
import { convertToRecordIO } from '../../src/commands/convertToRecordIO.ts';
import { deleteAllEndpoints, deleteEndpoint } from '../../src/commands/deleteEndpoints.ts';
import { deploy, predict } from '../../src/commands/endpoints.ts';
import { manageEndpoints } from '../../src/commands/manageEndpoints.ts';
import { parseArguments } from '../../src/contributions/commands.ts';
import type { Services } from '../../src/commands/services.ts';
import { evaluate, openRun, stopTraining } from '../../src/commands/trainingJobs.ts';
import { upload } from '../../src/commands/upload.ts';
import { env, executed, forgetShown, shown, TreeItem } from '../fakeVscode.ts';
import { openProduct, runRecord } from './product.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

let product: Awaited<ReturnType<typeof openProduct>>;
beforeAll(async () => {
  product = await openProduct();
});
afterAll(() => product.stop());
beforeEach(() => forgetShown());

test.each([
  [stopTraining, 'No training job is running.', 'Train…', 'linearLearner.train'],
  [evaluate, 'No training job has completed yet.', 'Train…', 'linearLearner.train'],
  [deploy, 'No training job has completed yet.', 'Train…', 'linearLearner.train'],
  [openRun, 'There is no training job yet.', 'Train…', 'linearLearner.train'],
  [predict, 'There is no endpoint, so nothing is billed.', 'Deploy…', 'linearLearner.deploy'],
  [deleteEndpoint, 'There is no endpoint, so nothing is billed.', 'Deploy…', 'linearLearner.deploy'],
  [manageEndpoints, 'There is no endpoint, so nothing is billed.', 'Deploy…', 'linearLearner.deploy'],
])(
  '%o with nothing to pick explains that and offers the next command',
  async (run, message, act, command) => {
    forgetShown(act);
    await expect(run(product.services, undefined)).rejects.toThrow('Cancelled');
    expect(shown).toEqual([{ kind: 'information', message, detail: undefined, choices: [act] }]);
    await expect.poll(() => executed).toEqual([{ command, given: [] }]);
  },
);

test("endpoint warning offers to switch to an endpoint's connection and to forget an unreadable record", async () => {
  const { ledger } = product.services;
  await product.deploy('salary-1', 'job-1');
  await ledger.record({
    connectionId: 'aws:default@us-east-1',
    endpointName: 'salary-8f3a',
    trainingJobName: 'job',
    recordedAt: new Date().toISOString(),
    state: 'seen',
  });
  const damaged = join(product.storage, 'endpoints', 'damaged.json');
  await writeFile(damaged, '{');
  forgetShown('$(plug) Switch to default@us-east-1');
  await manageEndpoints(product.services);
  expect(shown[0]?.choices).toEqual([
    '$(question) Predict with salary-1',
    '$(trash) Delete salary-1…',
    '$(save) Save and delete salary-1…',
    '$(history) Extend the lease of salary-1…',
    '$(graph-line) Open the run of salary-1',
    '$(info) Why is salary-1 billed?',
    '$(plug) Switch to default@us-east-1',
    '$(warning) Forget a record that cannot be read…',
    '$(graph) Show spending',
  ]);
  expect(executed).toEqual([
    {
      command: 'linearLearner.switchConnection',
      given: [{ kind: 'aws', profile: 'default', region: 'us-east-1' }],
    },
  ]);
  forgetShown('$(trash) Delete salary-1…');
  await manageEndpoints(product.services);
  expect(executed[0]?.given).toEqual([{ endpointName: 'salary-1', connectionId: 'local', confirmed: false }]);

  const forget = '$(warning) Forget a record that cannot be read…';
  forgetShown(forget, undefined);
  await expect(manageEndpoints(product.services)).rejects.toThrow('Cancelled');
  expect((await ledger.read()).unreadable).toEqual([damaged]);
  forgetShown(forget, 'Forget Record');
  await manageEndpoints(product.services);
  expect((await ledger.read()).unreadable).toEqual([]);
  await deleteAllEndpoints(product.services, { confirmed: true });
});

test('Delete All reports that there is no endpoint', async () => {
  await deleteAllEndpoints(product.services, undefined);
  expect(shown.map(({ message }) => message)).toEqual(['There is no endpoint to delete.']);
});

test('Evaluate on a tree item opens the Run page, or explains that there are no held-out rows', async () => {
  await product.saveRun({ trainingJobName: 'job-1', testPath: '/nowhere/test' });
  await product.saveRun({ trainingJobName: 'job-2' });
  const opened: unknown[] = [];
  const panels = async () => ({
    openRunPanel: (_: unknown, ...what: readonly unknown[]) => void opened.push(what),
  });
  // SAFETY: Evaluate opens no other panel.
  const services = { ...product.services, panels } as unknown as Services;
  const row = (trainingJobName: string) =>
    parseArguments('evaluate', [{ trainingJobName, item: new TreeItem(trainingJobName) }])[0];
  expect(await evaluate(services, row('job-1'))).toBeUndefined();
  expect(opened).toEqual([['local', 'job-1', 'salary']]);
  await expect(evaluate(services, row('job-2'))).rejects.toMatchObject({ code: 'no-held-out-rows' });
  await expect(evaluate(services, row('job-3'))).rejects.toMatchObject({ code: 'run-of-another-machine' });
});

test('Open Run with a connection opens the page of that connection, whichever is current', async () => {
  const onAws = 'aws:default@us-east-1';
  await product.services.records.save(onAws, {
    ...runRecord,
    trainingJobName: 'job-9',
  });
  const opened: unknown[] = [];
  const title = 'salary on AWS';
  // SAFETY: Open Run uses the panels, the sessions and the history alone.
  const services = {
    ...product.services,
    history: { find: async () => ({ title }) },
    sessionOf: (id: string) => async () => ({ ...product.session, connectionId: id }),
    panels: async () => ({
      openRunPanel: (_: unknown, ...what: readonly unknown[]) => void opened.push(what),
    }),
  } as unknown as Services;
  await openRun(services, { trainingJobName: 'job-9', connectionId: onAws });
  expect(opened).toEqual([[onAws, 'job-9', title]]);
});

test('Upload reports the destination and copies its URI', async () => {
  const folder = join(product.storage, 'tables');
  await mkdir(folder, { recursive: true });
  await Promise.all(['a.csv', 'b.csv'].map((name) => writeFile(join(folder, name), 'x\n1\n')));
  forgetShown('Copy S3 URI');
  await upload(product.services, vscode.Uri.file(folder), { bucket: 'tables-of-a-test', prefix: 'raw' });
  expect(shown.map(({ message }) => message)).toEqual([
    '2 files were uploaded to s3://tables-of-a-test/raw/tables.',
  ]);
  await expect.poll(() => env.clipboard.readText()).toBe('s3://tables-of-a-test/raw/tables');
});

test('Convert to RecordIO reports the written file and the label column', async () => {
  const engine = {
    suggestExperiment: async () => ({ targetCandidates: ['Salary'] }),
    convertToRecordIO: async () => ({ path: '/tables/salary.pbr', rowCount: 30 }),
  };
  // SAFETY: converting calls nothing else of the engine.
  const services = { ...product.services, engine } as unknown as Services;
  forgetShown('Show in Explorer');
  await convertToRecordIO(services, vscode.Uri.file('/tables/salary.csv'));
  expect(shown.map(({ message }) => message)).toEqual([
    'salary.pbr was written next to the table, with Salary as label.',
  ]);
  await expect.poll(() => executed[0]?.command).toBe('revealInExplorer');
});
