import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

const folder = () => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
const file = (name: string) => vscode.Uri.file(join(folder(), name));
const call = <T>(name: string, ...given: unknown[]) =>
  vscode.commands.executeCommand<T>(`linearLearner.${name}`, ...given);

interface Evaluated {
  readonly metrics: { readonly rmse: number };
  readonly coefficients: { readonly bias: number; readonly weights: readonly number[] };
  readonly pairs: readonly { readonly row: number; readonly predicted: number }[];
}

suite('the tutorial on the embedded server, by commands', () => {
  let trainingJobName = '';
  let endpointName = '';

  test('a table with a target is split, uploaded and trained', async () => {
    const trained = await call<{ trainingJobName: string; s3ModelArtifacts: string }>(
      'train',
      file('salary.csv'),
      { target: 'Salary', wait: true },
    );
    trainingJobName = trained.trainingJobName;
    assert.match(trained.s3ModelArtifacts, /^s3:\/\/.+\/linear-learner\/output\/.+\/output\/model\.tar\.gz$/);
    assert.ok((await readdir(folder())).includes('salary.linear.json'));
  });

  test('the model is evaluated on its held-out rows, in the units of the columns', async () => {
    const { metrics, coefficients, pairs } = await call<Evaluated>('evaluate', { trainingJobName });
    assert.ok(Math.abs((coefficients.weights[0] ?? 0) - 9631.828) < 0.01);
    assert.ok(Math.abs(coefficients.bias - 24267.297) < 0.01);
    assert.ok(Math.abs(metrics.rmse - 4231.397) < 0.01);
    assert.deepEqual(
      pairs.map(({ row }) => row),
      [3, 29, 14, 11, 27, 25, 28, 12, 18, 23],
    );
  });

  test('the model is deployed, predicts, and its endpoint is deleted', async () => {
    ({ endpointName } = await call<{ endpointName: string }>('deploy', { trainingJobName }));
    assert.match(endpointName, /^salary-/);
    const { predictions } = await call<{ predictions: number[] }>('predict', {
      endpointName,
      rows: [{ YearsExperience: 6 }, { YearsExperience: '1.5' }],
    });
    assert.ok(Math.abs((predictions[0] ?? 0) - 82058.27) < 0.1);
    await call('deleteEndpoint', { endpointName, confirmed: true });
    assert.equal(await call('predict', { endpointName, rows: [{ YearsExperience: 6 }] }), undefined);
  });

  test("the shipped experiment trains with the tutorial's settings", async () => {
    const { trainingJobName: job } = await call<{ trainingJobName: string }>(
      'train',
      file('salary-tutorial.linear.json'),
      { wait: true },
    );
    const { coefficients } = await call<Evaluated>('evaluate', { trainingJobName: job });
    assert.ok((coefficients.weights[0] ?? 0) > 0);
  });

  test('Train called twice at once starts one job, of the open experiment when none is named', async () => {
    await vscode.commands.executeCommand('vscode.open', file('salary-tutorial.linear.json'));
    const [first, second] = await Promise.all([
      call<{ trainingJobName: string }>('train'),
      call<{ trainingJobName: string }>('train', file('salary-tutorial.linear.json')),
    ]);
    assert.match(first.trainingJobName, /^linear-learner-/);
    assert.equal(second.trainingJobName, first.trainingJobName);
  });

  test('Split writes its parts beside the table, and a new experiment overwrites none', async () => {
    const { train, test: held } = await call<{ train: vscode.Uri; test: vscode.Uri }>(
      'split',
      file('salary.csv'),
      { method: 'random', test: 0.33 },
    );
    assert.equal((await readFile(train.fsPath, 'utf8')).trim().split('\n').length, 21);
    assert.equal((await readFile(held.fsPath, 'utf8')).trim().split('\n').length, 11);
    await call('train', file('salary.csv'), { target: 'Salary', wait: true });
    assert.ok((await readdir(folder())).includes('salary-2.linear.json'));
  });

  test('a file is uploaded to the given bucket and prefix', async () => {
    const place = { bucket: 'tables-of-a-test', prefix: 'raw' };
    assert.deepEqual(await call('upload', file('salary.csv'), place), {
      s3Uri: 's3://tables-of-a-test/raw/salary.csv',
    });
  });

  test('a table in S3 can be trained on with an experiment in the workspace', async () => {
    const dataset = 's3://tables-of-a-test/raw/salary.csv';
    const options = { target: 'Salary', wait: true };
    const { trainingJobName: job } = await call<{ trainingJobName: string }>(
      'train',
      vscode.Uri.parse(dataset),
      options,
    );
    const { metrics } = await call<Evaluated>('evaluate', { trainingJobName: job });
    assert.ok(Math.abs(metrics.rmse - 4231.397) < 0.01);
    const experiments = (await readdir(folder())).filter((name) => /^salary(-\d)?\.linear\.json$/.test(name));
    const texts = await Promise.all(experiments.map((name) => readFile(join(folder(), name), 'utf8')));
    assert.equal(texts.filter((text) => text.includes(`"dataset": "${dataset}"`)).length, 1);
  });

  test('bad input trains nothing and leaves no job', async () => {
    await writeFile(join(folder(), 'ragged.csv'), 'x,y\n1,2\n1,2,3\n');
    assert.equal(await call('train', file('ragged.csv'), { target: 'y' }), undefined);
    assert.equal((await readdir(folder())).includes('ragged.linear.json'), false);
  });
});
