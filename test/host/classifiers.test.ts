import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

const folder = () => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
const file = (name: string) => vscode.Uri.file(join(folder(), name));
const call = <T>(name: string, ...given: unknown[]) =>
  vscode.commands.executeCommand<T>(`linearLearner.${name}`, ...given);

interface Judged {
  readonly predictorType: string;
  readonly classNames: readonly string[];
  readonly judgement: { readonly rowCount: number; readonly metrics: { readonly accuracy: number } };
  readonly baseline: { readonly accuracy: number };
  readonly pairs: readonly {
    readonly features: readonly number[];
    readonly predicted: number;
    readonly score: number;
  }[];
}

interface Labelled {
  readonly label: string;
  readonly score?: number;
  readonly scores?: Readonly<Record<string, number>>;
}

/** Rows whose class follows from x and y, but for every seventh. */
const rowsOf = (classOf: (x: number, y: number) => string, stray: string) =>
  Array.from({ length: 240 }, (_, index) => {
    const [x, y] = [(index * 37) % 41, (index * 53) % 43];
    return `${x},${y},${index % 7 === 0 ? stray : classOf(x, y)}`;
  });

async function trained(name: string, rows: readonly string[]): Promise<string> {
  await writeFile(join(folder(), `${name}.csv`), `x,y,answer\n${rows.join('\n')}\n`);
  const { trainingJobName } = await call<{ trainingJobName: string }>('train', file(`${name}.csv`), {
    target: 'answer',
    wait: true,
  });
  return trainingJobName;
}

async function experimentOf(name: string): Promise<{ predictorType: string; features: readonly unknown[] }> {
  return JSON.parse(await readFile(join(folder(), `${name}.linear.json`), 'utf8'));
}

/** Deploys the model, asks about two held-out rows and deletes the endpoint again. */
async function asked(trainingJobName: string, judged: Judged): Promise<readonly Labelled[]> {
  const { endpointName } = await call<{ endpointName: string }>('deploy', { trainingJobName });
  const rows = judged.pairs.slice(0, 2).map(({ features: [x = 0, y = 0] }) => ({ x, y }));
  const { predictions } = await call<{ predictions: readonly Labelled[] }>('predict', { endpointName, rows });
  await call('deleteEndpoint', { endpointName, confirmed: true });
  return predictions;
}

suite('classifiers on the embedded server, by commands', () => {
  test('a target with two words makes a binary classifier that predicts them', async () => {
    const job = await trained(
      'ripe',
      rowsOf((x, y) => (x + y > 42 ? 'yes' : 'no'), 'no'),
    );
    const { predictorType, features } = await experimentOf('ripe');
    assert.deepEqual([predictorType, features], ['binary_classifier', [{ column: 'x' }, { column: 'y' }]]);
    const judged = await call<Judged>('evaluate', { trainingJobName: job });
    assert.deepEqual(judged.classNames, ['no', 'yes']);
    assert.equal(judged.judgement.rowCount, 80);
    assert.ok(judged.judgement.metrics.accuracy > judged.baseline.accuracy + 0.1);
    const predictions = await asked(job, judged);
    assert.deepEqual(
      predictions.map(({ label }) => label),
      judged.pairs.slice(0, 2).map(({ predicted }) => judged.classNames[predicted]),
    );
    for (const [index, { score = Number.NaN }] of predictions.entries())
      assert.ok(Math.abs(score - (judged.pairs[index]?.score ?? 0)) < 1e-6);
  });

  test('a target with three numbers makes a multiclass classifier that predicts the probability of each', async () => {
    const job = await trained(
      'grade',
      rowsOf((x, y) => String(x > 20 ? 3 : y > 21 ? 2 : 1), '1'),
    );
    assert.equal((await experimentOf('grade')).predictorType, 'multiclass_classifier');
    const judged = await call<Judged>('evaluate', { trainingJobName: job });
    assert.deepEqual(judged.classNames, ['1', '2', '3']);
    assert.ok(judged.judgement.metrics.accuracy > judged.baseline.accuracy + 0.1);
    const predictions = await asked(job, judged);
    for (const [index, { label, scores = {} }] of predictions.entries()) {
      const pair = judged.pairs[index];
      assert.equal(label, judged.classNames[pair?.predicted ?? -1]);
      assert.deepEqual(Object.keys(scores), ['1', '2', '3']);
      assert.ok(Math.abs((scores[label] ?? 0) - (pair?.score ?? 0)) < 1e-6);
    }
  });

  test('a target with one word trains nothing', async () => {
    await writeFile(join(folder(), 'same.csv'), `x,answer\n${'1,yes\n2,yes\n'.repeat(30)}`);
    assert.equal(await call('train', file('same.csv'), { target: 'answer', wait: true }), undefined);
  });
});
