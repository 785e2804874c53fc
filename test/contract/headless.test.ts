import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { passengers, policies } from '../../src/data/engine/mixedTables.testing.ts';
import { preparationSchema } from '../../src/data/shapes/preparation.ts';
import { errorReportSchema, profileReportSchema, runReportSchema } from '../../src/headless/report.ts';
import { machineFolders } from '../../src/headless/machineFolders.ts';
import { readArtifact } from '../../src/learner/artifact/artifact.ts';
import { adviceOf } from '../../src/webview/run/host/advice.ts';
import { evaluationSchema } from '../../src/runs/evaluationSchema.ts';
import { openRunRecords } from '../../src/runs/openRunRecords.ts';
import { lineOf, openHeadlessProgram } from './headlessProgram.ts';

const { bundles, at, environment, start, run, expectNothingLeft } = openHeadlessProgram();

test('a table is trained and evaluated, and its experiment is written beside it', async () => {
  await copyFile('examples/salary.csv', at('salary.csv'));
  const { out, errors, code } = await run(['salary.csv', '--json']);
  const report = runReportSchema.parse(lineOf(out));
  expect(code).toBe(0);
  expect(errors).toContain('Evaluating 10 held-out rows');
  expect(report).toMatchObject({
    experiment: at('salary.linear.json'),
    read: { delimiter: ',', header: true },
    rows: { total: 30, train: 20, test: 10, dropped: 0, setAside: 0 },
    features: [{ column: 'YearsExperience', encode: 'number' }],
    reference: { rows: { used: 20, of: 20 }, isConverged: true, model: 'level' },
  });
  expect(Object.keys(report)).toEqual([
    'experiment',
    'read',
    'rows',
    'features',
    'metrics',
    'baseline',
    'reference',
    'named',
    'limits',
    'crossValidation',
    'comparison',
    'findings',
    'training',
    'seconds',
  ]);
  expect(report).toMatchObject({
    named: { r2: report.metrics && 'r2' in report.metrics ? report.metrics.r2 : undefined },
    limits: [],
    crossValidation: null,
    comparison: null,
    training: { connection: 'local', billableSeconds: null, mostUsd: 0 },
  });
  expect(report.metrics).toMatchObject({ r2: expect.closeTo(0.979, 3), rmse: expect.closeTo(4231, 0) });
  expect(report.reference).toMatchObject({ r2: expect.closeTo(0.9749, 4) });
  expect(report.findings).toContain('small-table');
  expect((await readdir(at())).toSorted()).toEqual(['salary.csv', 'salary.linear.json', 'tmp']);
  await expectNothingLeft();

  const again = runReportSchema.parse(lineOf((await run(['salary.linear.json', '--json'])).out));
  expect({ ...again, seconds: report.seconds, training: report.training }).toEqual(report);
});

test('categories and gaps are prepared, and everything is kept in the folder that is given', async () => {
  const { target, csv } = passengers();
  await writeFile(at('passengers.csv'), csv);
  const { out, code } = await run(['passengers.csv', '--target', target, '--out', 'made', '--json']);
  const report = runReportSchema.parse(lineOf(out));
  expect(code).toBe(0);
  expect(report.experiment).toBe(at('made', 'passengers.linear.json'));
  expect(report.features).toContainEqual({ column: 'Sex', encode: 'one-hot' });
  expect(report.metrics).toMatchObject({ auc: expect.any(Number), logLoss: expect.any(Number) });
  const [own, fit] = [report.metrics, report.reference].map((figures) =>
    figures !== null && 'auc' in figures ? (figures.auc ?? 0) : 0,
  );
  expect(own).toBeGreaterThan((fit ?? 0) - 0.03);
  expect(report.baseline).toMatchObject({ auc: 0.5 });
  const made = (name: string) => readFile(at('made', name));
  expect((await readdir(at('made'))).toSorted()).toEqual([
    'evaluation.json',
    'fingerprint.json',
    'heldOutRows.bin',
    'model.tar.gz',
    'passengers.held-out.csv',
    'passengers.linear.json',
    'preparation.json',
    'test.pbr',
    'train.pbr',
  ]);
  expect(await readArtifact(await made('model.tar.gz'))).toMatchObject({
    predictorType: 'binary_classifier',
  });
  expect(preparationSchema.parse(JSON.parse(String(await made('preparation.json'))))).toMatchObject({
    target,
  });
  const evaluation = evaluationSchema.parse(JSON.parse(String(await made('evaluation.json'))));
  expect(evaluation.reference?.metrics).toMatchObject({ logLoss: expect.any(Number) });
  expect(String(await made('passengers.held-out.csv')).split('\n')[0]).toContain(`predicted_${target}`);
  expect((await readdir(at())).toSorted()).toEqual(['made', 'passengers.csv', 'tmp']);
  await expectNothingLeft();

  const again = await run([join('made', 'passengers.linear.json'), '--json']);
  expect(runReportSchema.parse(lineOf(again.out)).metrics).toEqual(report.metrics);
});

test('a model that misses a limit ends with exit code 2, and its report names what it has reached', async () => {
  await copyFile('examples/salary.csv', at('salary.csv'));
  const limits = ['--fail-below', 'r2=0.999', '--fail-above', 'rmse=5000'];
  const { out, code } = await run(['salary.csv', ...limits, '--json', '--out', 'first']);
  const report = runReportSchema.parse(lineOf(out));
  expect(code).toBe(2);
  expect(report.limits).toEqual([
    { metric: 'r2', failsWhen: 'below', value: 0.999, reached: report.named.r2, isMet: false },
    { metric: 'rmse', failsWhen: 'above', value: 5000, reached: report.named.rmse, isMet: true },
  ]);
  expect(await readdir(at('first'))).toContain('model.tar.gz');

  const spoken = await run(['salary.csv', '--fail-below=r2=0.9', '--compare-with', 'first']);
  expect(spoken.code).toBe(0);
  expect(spoken.out).toContain('met: r2 0.9786, must be at least 0.9');
  expect(spoken.out).toContain('r2 0.9786, 0.9786 in first: the same model');
  await expectNothingLeft();
});

test('--cross-validate trains a model a fold, and the limits are about the mean over the folds', async () => {
  await copyFile('examples/salary.csv', at('salary.csv'));
  // Another experiment of the same name is none of the table's business.
  await writeFile(at('salary.linear.json'), '{}');
  const { out, code } = await run([
    'salary.csv',
    '--cross-validate',
    '5',
    '--fail-below',
    'r2=0.96',
    '--json',
  ]);
  const { crossValidation, limits, named } = runReportSchema.parse(lineOf(out));
  expect(crossValidation).toMatchObject({ folds: 5, metric: 'r2', failedCount: 0 });
  const { scores = [], mean, standardError, means } = crossValidation ?? {};
  expect(scores).toHaveLength(5);
  expect(mean).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / 5, 12);
  expect(standardError).toBeGreaterThan(0);
  expect(limits).toMatchObject([{ metric: 'r2', reached: means?.r2 }]);
  expect(mean).not.toBe(named.r2);
  expect(code).toBe((mean ?? 0) < 0.96 ? 2 : 0);
  await expectNothingLeft();

  const spoken = await run(['salary.csv', '--cross-validate', '2']);
  expect(spoken.out).toMatch(/r2 over 2 folds: 0\.\d+ ± 0\.\d+/);
});

test('--compare-with shows by how much each metric differs from that of a kept run', async () => {
  await copyFile('examples/salary.csv', at('salary.csv'));
  const first = runReportSchema.parse(lineOf((await run(['salary.csv', '--json', '--out', 'first'])).out));
  const experiment = JSON.parse(await readFile(first.experiment ?? '', 'utf8'));
  await writeFile(
    at('short.linear.json'),
    JSON.stringify({ ...experiment, dataset: 'salary.csv', hyperparameters: { epochs: 2 } }),
  );
  const { out, code } = await run(['short.linear.json', '--json', '--compare-with', 'first']);
  const { comparison, named } = runReportSchema.parse(lineOf(out));
  expect(code).toBe(0);
  const difference = (named.r2 ?? 0) - (first.named.r2 ?? 0);
  expect(comparison).toMatchObject({
    with: 'first',
    metric: 'r2',
    own: named.r2,
    other: first.named.r2,
    better: difference,
    differences: { r2: difference, rmse: (named.rmse ?? 0) - (first.named.rmse ?? 0) },
    verdict: { words: expect.stringMatching(/^\d.* worse .*95\u00a0%/), isBeyondChance: expect.any(Boolean) },
  });
  for (const name of ['heldOutRows.bin', 'model.tar.gz']) await rm(join(at('first'), name));
  const lacking = await run(['short.linear.json', '--json', '--compare-with', 'first']);
  expect(runReportSchema.parse(lineOf(lacking.out)).comparison).toMatchObject({
    better: difference,
    verdict: { words: 'not comparable: first lacks model.tar.gz, heldOutRows.bin', isBeyondChance: null },
  });
});

test('--compare-with finds a run that VS Code keeps on this machine', async () => {
  await copyFile('examples/salary.csv', at('salary.csv'));
  await run(['salary.csv', '--out', 'first']);
  const [storage = ''] = machineFolders(environment(), at());
  const kept = openRunRecords(storage).folderOf('local', 'linear-learner-1');
  await mkdir(kept, { recursive: true });
  await copyFile(at('first', 'evaluation.json'), join(kept, 'evaluation.json'));
  const { out } = await run(['salary.csv', '--json', '--compare-with', 'linear-learner-1']);
  expect(runReportSchema.parse(lineOf(out)).comparison).toMatchObject({
    with: 'linear-learner-1',
    better: 0,
  });
});

test('without --json a summary compares the model with its baseline and a converged fit', async () => {
  const { target, csv } = policies();
  await writeFile(at('policies.csv'), csv);
  const { out, code } = await run(['policies.csv', '--target', target]);
  expect(code).toBe(0);
  for (const text of [
    /^policies: [\d,]+ rows/,
    /\nmodel +R²/,
    /\nbaseline +R²/,
    /\nconverged fit +R²/,
    /smoker/,
  ])
    expect(out).toMatch(text);
});

test('a training that ends before it has converged is worse than its reference, and a longer one is not', async () => {
  const rows = Array.from({ length: 120 }, (_, row) => {
    const [a, b] = [(row * 37) % 101, (row * 53) % 89];
    return `${a},${b},${30_000 + 12 * a - 7 * b}`;
  });
  await writeFile(at('line.csv'), ['a,b,price', ...rows, ''].join('\n'));
  const short = runReportSchema.parse(lineOf((await run(['line.csv', '--json'])).out));
  expect(short.reference?.model).toBe('worse');
  const { longer = {} } = adviceOf({}, { stillFalling: true, stoppedEarly: false });
  const experiment = JSON.parse(await readFile(short.experiment ?? '', 'utf8'));
  await writeFile(at('longer.linear.json'), JSON.stringify({ ...experiment, hyperparameters: longer }));
  const long = runReportSchema.parse(lineOf((await run(['longer.linear.json', '--json'])).out));
  expect(long.reference?.model).toBe('level');
});

test('--profile-only says how the table is read and what its columns are, and leaves nothing', async () => {
  const { csv } = passengers();
  await writeFile(at('passengers.csv'), csv);
  const { out, code } = await run(['passengers.csv', '--profile-only', '--json']);
  const report = profileReportSchema.parse(lineOf(out));
  expect(code).toBe(0);
  expect(report.rows).toBe(csv.trim().split('\n').length - 1);
  expect(report.columns.find(({ name }) => name === 'Sex')).toMatchObject({
    meaning: 'category',
    distinct: 2,
  });
  expect(report.columns.find(({ name }) => name === 'Age')).toMatchObject({
    missing: expect.any(Number),
    min: expect.any(Number),
    max: expect.any(Number),
  });
  expect((await readdir(at())).toSorted()).toEqual(['passengers.csv', 'tmp']);
  await expectNothingLeft();
});

test('--profile-only lists every column of a wide table', async () => {
  const names = Array.from({ length: 150 }, (_, column) => `c${column}`);
  const rows = Array.from({ length: 12 }, (_, row) => names.map((__, column) => row * column).join(','));
  await writeFile(at('wide.csv'), [names.join(','), ...rows, ''].join('\n'));
  const { out } = await run(['wide.csv', '--profile-only', '--json']);
  expect(profileReportSchema.parse(lineOf(out)).columns.map(({ name }) => name)).toEqual(names);
});

test.each<[string, readonly string[], string, string]>([
  ['a missing file', ['gone.csv'], 'file-missing', 'gone.csv does not exist'],
  ['a folder', ['tmp'], 'file-kind', 'tmp is a folder'],
  ['no argument', [], 'usage', 'Which table or experiment?'],
  ['an unknown option', ['t.csv', '--tarjet', 'y'], 'usage', "Unknown option '--tarjet'"],
  ['two tables', ['t.csv', 'u.csv'], 'usage', 'One table or experiment at a time'],
  ['an unknown target', ['t.csv', '--target', 'z'], 'column-unknown', 'z'],
  ['an unknown metric', ['t.csv', '--fail-below', 'rmsee=1'], 'usage', 'Is rmse meant?'],
  ['a metric of other models', ['t.csv', '--fail-below', 'auc=1'], 'metric-undefined', 'which has r2'],
  ['an unknown run', ['t.csv', '--compare-with', 'gone'], 'run-not-found', 'gone'],
  [
    'a run with a long name',
    ['t.csv', '--compare-with', 'x'.repeat(300)],
    'run-not-found',
    'neither a folder',
  ],
  [
    'a folder below a file',
    ['t.csv', '--out', 't.csv/model'],
    'file-unreadable',
    'cannot be opened (ENOTDIR)',
  ],
  ['a record that is a folder', ['t.csv', '--compare-with', '.'], 'file-unreadable', 'evaluation.json'],
  ['a broken experiment', ['broken.linear.json'], 'experiment-json', 'broken.linear.json'],
])('%s ends with exit code 1 and a reason', async (_, args, code, message) => {
  await writeFile(at('t.csv'), 'x,y\n1,2\n2,4\n3,6\n4,8\n5,10\n');
  await writeFile(at('broken.linear.json'), '{');
  await mkdir(at('evaluation.json'), { recursive: true });
  const found = await run([...args, '--json']);
  expect(found.code).toBe(1);
  const { error } = errorReportSchema.parse(lineOf(found.out));
  expect(error.code).toBe(code);
  expect(error.message).toContain(message);
  expect(found.errors).toContain(error.message);
  const spoken = await run(args);
  expect([spoken.code, spoken.out]).toEqual([1, '']);
  await expectNothingLeft();
});

test.runIf(process.platform === 'linux')('a report that a full disk loses is no success', async () => {
  await writeFile(at('t.csv'), 'x,y\n1,2\n2,4\n3,6\n4,8\n5,10\n');
  const full = await open('/dev/full', 'w');
  try {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(bundles, 'run.mjs'), at('t.csv'), '--profile-only'],
      {
        env: environment(),
        stdio: ['ignore', full.fd, 'pipe'],
        encoding: 'utf8',
      },
    );
    expect(status).toBe(1);
    expect(stderr).toContain('standard output');
  } finally {
    await full.close();
  }
});

test('a run whose output nobody reads any more leaves no process, lock or file', async () => {
  await copyFile('examples/salary.csv', at('salary.csv'));
  const child = start(['salary.csv', '--json']);
  child.stderr.once('data', () => {
    child.stdout.destroy();
    child.stderr.destroy();
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  await expectNothingLeft();
});

describe('a run that is interrupted', () => {
  test.each([
    ['while the table is read', 'Reading the table', 'SIGINT'],
    ['while it is prepared', 'Splitting and encoding', 'SIGTERM'],
    ['while its job starts', 'Starting the training job', 'SIGINT'],
    ['while it trains', 'Training: epoch', 'SIGINT'],
  ] as const)('%s leaves no process, lock or file', async (_, until, signal) => {
    const { target, csv } = policies();
    await writeFile(at('policies.csv'), csv);
    const experiment = {
      ...(await experimentFor('policies.csv', target)),
      hyperparameters: { epochs: 100_000 },
    };
    await writeFile(at('long.linear.json'), JSON.stringify(experiment));
    const before = (await readdir(at())).toSorted();
    const found = await run(['long.linear.json', '--json', '--out', 'made'], { until, signal });
    expect(found.code).toBe(1);
    expect(errorReportSchema.parse(lineOf(found.out)).error.code).toBe('cancelled');
    expect((await readdir(at())).toSorted()).toEqual(before);
    await expectNothingLeft();
  });
});

/** The experiment that a run writes for a table. */
async function experimentFor(table: string, target: string): Promise<object> {
  const { out } = await run([table, '--target', target, '--out', 'first', '--json']);
  const text = await readFile(runReportSchema.parse(lineOf(out)).experiment ?? '', 'utf8');
  await rm(at('first'), { recursive: true });
  return { ...JSON.parse(text), dataset: table };
}

test('npm run run builds what it needs, and names files from where npm was called', async () => {
  await copyFile('examples/salary.csv', at('salary.csv'));
  await rm(join('dist', 'run.mjs'), { force: true });
  const { status, stdout } = spawnSync(
    process.execPath,
    ['scripts/run.mjs', 'salary.csv', '--profile-only', '--json'],
    { encoding: 'utf8', env: { ...process.env, INIT_CWD: at() } },
  );
  expect(status).toBe(0);
  expect(profileReportSchema.parse(lineOf(stdout)).rows).toBe(30);
});
