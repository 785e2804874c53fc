import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { passengers, policies } from '../../src/data/engine/mixedTables.testing.ts';
import { preparationSchema } from '../../src/data/shapes/preparation.ts';
import { errorReportSchema, profileReportSchema, runReportSchema } from '../../src/headless/report.ts';
import { readArtifact } from '../../src/learner/artifact/artifact.ts';
import { adviceOf } from '../../src/webview/run/host/advice.ts';
import { evaluationSchema } from '../../src/runs/evaluationSchema.ts';

/** Inside the repository, so that packages which no bundle holds are found. */
const bundles = resolve('.cache', `headless-${process.pid}`);
const program = join(bundles, 'run.mjs');
beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ['esbuild.mjs', 'run', '--to', bundles], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
});
afterAll(() => rm(bundles, { recursive: true, force: true }));

/** The table's folder, and the one for temporary files. */
let folder = '';
let temporary = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-headless-'));
  temporary = join(folder, 'tmp');
  await mkdir(temporary);
  return () => rm(folder, { recursive: true, force: true });
});

const start = (args: readonly string[]) =>
  spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary, XDG_RUNTIME_DIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Runs the program to its end, or sends it a signal once `until` is on standard error. */
async function run(
  args: readonly string[],
  { until, signal = 'SIGINT' }: { until?: string; signal?: NodeJS.Signals } = {},
) {
  const child = start(args);
  let [out, errors] = ['', ''];
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => {
    const before = errors;
    errors += String(text);
    if (until !== undefined && errors.includes(until) && !before.includes(until)) child.kill(signal);
  });
  const [code] = await once(child, 'close');
  return { out, errors, code: Number(code) };
}

/** The one line that `--json` prints. */
function lineOf(out: string): unknown {
  expect(out.split('\n')).toHaveLength(2);
  return JSON.parse(out);
}

async function expectNothingLeft(): Promise<void> {
  const left = (await readdir(temporary)).filter((name) => !/^linear-learner-\d+$/.test(name));
  expect(left).toEqual([]);
  for (const name of await readdir(temporary)) expect(await readdir(join(temporary, name))).toEqual([]);
  // A killed process is gone from the list once the system has reaped it.
  if (process.platform === 'linux') await expect.poll(processes).toEqual([]);
}

/** Processes that run one of the bundles. */
function processes(): readonly string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'stat,args'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(bundles) && !line.startsWith('Z'));
}

test('a table is trained and evaluated, and its experiment is written beside it', async () => {
  await copyFile('examples/salary.csv', join(folder, 'salary.csv'));
  const { out, errors, code } = await run(['salary.csv', '--json']);
  const report = runReportSchema.parse(lineOf(out));
  expect(code).toBe(0);
  expect(errors).toContain('Evaluating 10 held-out rows');
  expect(report).toMatchObject({
    experiment: join(folder, 'salary.linear.json'),
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
    'findings',
    'seconds',
  ]);
  expect(report.metrics).toMatchObject({ r2: expect.closeTo(0.979, 3), rmse: expect.closeTo(4231, 0) });
  expect(report.reference).toMatchObject({ r2: expect.closeTo(0.9749, 4) });
  expect(report.findings).toContain('small-table');
  expect((await readdir(folder)).toSorted()).toEqual(['salary.csv', 'salary.linear.json', 'tmp']);
  await expectNothingLeft();

  const again = runReportSchema.parse(lineOf((await run(['salary.linear.json', '--json'])).out));
  expect({ ...again, seconds: report.seconds }).toEqual(report);
});

test('categories and gaps are prepared, and everything is kept in the folder that is given', async () => {
  const { target, csv } = passengers();
  await writeFile(join(folder, 'passengers.csv'), csv);
  const { out, code } = await run(['passengers.csv', '--target', target, '--out', 'made', '--json']);
  const report = runReportSchema.parse(lineOf(out));
  expect(code).toBe(0);
  expect(report.experiment).toBe(join(folder, 'made', 'passengers.linear.json'));
  expect(report.features).toContainEqual({ column: 'Sex', encode: 'one-hot' });
  expect(report.metrics).toMatchObject({ auc: expect.any(Number), logLoss: expect.any(Number) });
  const [own, fit] = [report.metrics, report.reference].map((figures) =>
    figures !== null && 'auc' in figures ? (figures.auc ?? 0) : 0,
  );
  expect(own).toBeGreaterThan((fit ?? 0) - 0.03);
  expect(report.baseline).toMatchObject({ auc: 0.5 });
  const made = (name: string) => readFile(join(folder, 'made', name));
  expect((await readdir(join(folder, 'made'))).toSorted()).toEqual([
    'evaluation.json',
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
  expect((await readdir(folder)).toSorted()).toEqual(['made', 'passengers.csv', 'tmp']);
  await expectNothingLeft();

  const again = await run([join('made', 'passengers.linear.json'), '--json']);
  expect(runReportSchema.parse(lineOf(again.out)).metrics).toEqual(report.metrics);
});

test('without --json a summary compares the model with its baseline and a converged fit', async () => {
  const { target, csv } = policies();
  await writeFile(join(folder, 'policies.csv'), csv);
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
  await writeFile(join(folder, 'line.csv'), ['a,b,price', ...rows, ''].join('\n'));
  const short = runReportSchema.parse(lineOf((await run(['line.csv', '--json'])).out));
  expect(short.reference?.model).toBe('worse');
  const { longer = {} } = adviceOf({}, { stillFalling: true, stoppedEarly: false });
  const experiment = JSON.parse(await readFile(short.experiment ?? '', 'utf8'));
  await writeFile(
    join(folder, 'longer.linear.json'),
    JSON.stringify({ ...experiment, hyperparameters: longer }),
  );
  const long = runReportSchema.parse(lineOf((await run(['longer.linear.json', '--json'])).out));
  expect(long.reference?.model).toBe('level');
});

test('--profile-only says how the table is read and what its columns are, and leaves nothing', async () => {
  const { csv } = passengers();
  await writeFile(join(folder, 'passengers.csv'), csv);
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
  expect((await readdir(folder)).toSorted()).toEqual(['passengers.csv', 'tmp']);
  await expectNothingLeft();
});

test('--profile-only lists every column of a wide table', async () => {
  const names = Array.from({ length: 150 }, (_, column) => `c${column}`);
  const rows = Array.from({ length: 12 }, (_, row) => names.map((__, column) => row * column).join(','));
  await writeFile(join(folder, 'wide.csv'), [names.join(','), ...rows, ''].join('\n'));
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
  ['a broken experiment', ['broken.linear.json'], 'experiment-json', 'broken.linear.json'],
])('%s ends with exit code 1 and a reason', async (_, args, code, message) => {
  await writeFile(join(folder, 't.csv'), 'x,y\n1,2\n2,4\n3,6\n4,8\n5,10\n');
  await writeFile(join(folder, 'broken.linear.json'), '{');
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

test('a run whose output nobody reads any more leaves no process, lock or file', async () => {
  await copyFile('examples/salary.csv', join(folder, 'salary.csv'));
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
    await writeFile(join(folder, 'policies.csv'), csv);
    const experiment = {
      ...(await experimentFor('policies.csv', target)),
      hyperparameters: { epochs: 100_000 },
    };
    await writeFile(join(folder, 'long.linear.json'), JSON.stringify(experiment));
    const before = (await readdir(folder)).toSorted();
    const found = await run(['long.linear.json', '--json', '--out', 'made'], { until, signal });
    expect(found.code).toBe(1);
    expect(errorReportSchema.parse(lineOf(found.out)).error.code).toBe('cancelled');
    expect((await readdir(folder)).toSorted()).toEqual(before);
    await expectNothingLeft();
  });
});

/** The experiment that a run writes for a table. */
async function experimentFor(table: string, target: string): Promise<object> {
  const { out } = await run([table, '--target', target, '--out', 'first', '--json']);
  const text = await readFile(runReportSchema.parse(lineOf(out)).experiment ?? '', 'utf8');
  await rm(join(folder, 'first'), { recursive: true });
  return { ...JSON.parse(text), dataset: table };
}

test('npm run run builds what it needs, and names files from where npm was called', async () => {
  await copyFile('examples/salary.csv', join(folder, 'salary.csv'));
  await rm(join('dist', 'run.mjs'), { force: true });
  const { status, stdout } = spawnSync(
    process.execPath,
    ['scripts/run.mjs', 'salary.csv', '--profile-only', '--json'],
    { encoding: 'utf8', env: { ...process.env, INIT_CWD: folder } },
  );
  expect(status).toBe(0);
  expect(profileReportSchema.parse(lineOf(stdout)).rows).toBe(30);
});
