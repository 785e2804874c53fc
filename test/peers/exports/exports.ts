// Trains, exports every run for every client as a script and as a notebook, runs each, and compares its metrics with the run's:
// `exports.mjs ENDPOINT BUNDLES FOLDER PYTHON PYTHON3 SALARY [RUN…]`, where PYTHON3 has the SageMaker SDK v3.
import { spawn } from 'node:child_process';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createEngine } from '../../../src/data/engine/client.ts';
import { codeClients, codeFormats } from '../../../src/data/shapes/codeExport.ts';
import type { CodeClient, CodeFormat } from '../../../src/data/shapes/codeExport.ts';
import type { NamedMetrics } from '../../../src/learner/metrics/metricNames.ts';
import { namedMetrics, referenceMetrics } from '../../../src/learner/metrics/namedMetrics.ts';
import { openDestinations } from '../../../src/runs/destinations.ts';
import { evaluateRun } from '../../../src/runs/evaluate.ts';
import { exportCode } from '../../../src/runs/exportCode.ts';
import { openJobLedger } from '../../../src/guard/journal/jobLedger.ts';
import { openRunRecords } from '../../../src/runs/openRunRecords.ts';
import type { Session } from '../../../src/runs/session.ts';
import { openSessions } from '../../../src/runs/session.ts';
import { checkExperiment, startTraining } from '../../../src/runs/train.ts';
import { openS3Tables } from '../../../src/runs/s3Tables.ts';
import { runsToExport } from './runs.ts';
import type { TrainedRun } from './runs.ts';

const [, , endpoint = '', bundles = '', folder = '', python = '', python3 = '', salary = '', ...named] =
  process.argv;
const storage = join(folder, 'storage');
const engine = createEngine(join(bundles, 'engine.mjs'), {
  settings: () => ({
    cacheFolder: join(folder, 'tables'),
    cacheLimitBytes: 1e9,
    memoryLimitBytes: 5e8,
  }),
});
const bucket = 'exports';
const sessions = openSessions({
  connection: () => ({ kind: 'custom', endpointUrl: endpoint }),
  connectLocal: () => Promise.reject(new Error('another server')),
  renewals: () => 0,
  onOpened: () => undefined,
  destinations: openDestinations(storage),
  askDestination: async (_, suggested) => ({
    bucket: suggested.bucket ?? bucket,
    roleArn: 'arn:aws:iam::111122223333:role/LinearLearnerLocalExecutionRole',
  }),
});
const stores = { records: openRunRecords(storage), jobs: openJobLedger(storage) };
const s3Tables = openS3Tables({ folder: join(folder, 'downloads'), limitBytes: () => 1e9 });
const { signal } = new AbortController();
const pollIntervalMs = 100;
/** Relative; of a share of the held-out rows it is less than one row. */
const tolerance = 1e-4;
const tables = join(import.meta.dirname, '../../test/fixtures/tables');
let [passed, failed] = [0, 0];

interface Exported {
  readonly run: string;
  readonly client: CodeClient;
  readonly as: CodeFormat;
  readonly path: string;
  readonly expected: NamedMetrics;
}

try {
  const runs = runsToExport(await readFile(salary, 'utf8'), {
    parquet: await parquetBytes(),
    fixtures: await fixtureBytes(),
  }).filter(({ name }) => named.length === 0 || named.includes(name));
  const exported: Exported[] = [];
  for (const run of runs)
    try {
      exported.push(...(await trainAndExport(run)));
    } catch (error) {
      failed += 1;
      console.log(`  FAILED ${run.name}`, error);
    }
  const pending = exported.values();
  const work = async () => {
    for (const one of pending) await check(one);
  };
  // They mostly wait.
  await Promise.all([work(), work(), work(), work()]);
} finally {
  await engine.dispose();
  sessions.dispose();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function trainAndExport(run: TrainedRun): Promise<readonly Exported[]> {
  const own = join(folder, run.name);
  await mkdir(own);
  const session = await sessions.open(signal);
  const { table, datasetPath } = await written(session, run, own);
  const suggestion = await engine.suggestExperiment({ path: datasetPath, target: run.target });
  const experiment =
    run.isInS3 === true ? { ...suggestion.experiment, dataset: table } : suggestion.experiment;
  const path = join(own, `${run.name}.linear.json`);
  await writeFile(path, JSON.stringify(run.edit?.(experiment) ?? experiment));
  const { record, evaluation } = await trained(session, path, datasetPath);
  const request = { record, table, datasetPath, folder: join(own, 'code') };
  await mkdir(request.folder);
  const exported: Exported[] = [];
  for (const client of run.clients ?? codeClients)
    for (const as of run.formats ?? codeFormats) {
      const isReference = client === 'scikit-learn';
      exported.push({
        run: run.name,
        client,
        as,
        path: await exportCode(session, engine, { ...request, client, as }, signal),
        expected: isReference ? (referenceMetrics(evaluation) ?? {}) : namedMetrics(evaluation),
      });
    }
  return exported;
}

/** Writes the files of a run to its folder and, where it reads them there, to S3. */
async function written(
  session: Session,
  { files, table = Object.keys(files)[0] ?? '', isInS3 = false }: TrainedRun,
  own: string,
): Promise<{ readonly table: string; readonly datasetPath: string }> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(own, name)), { recursive: true });
    await writeFile(join(own, name), content);
  }
  const path = join(own, table);
  if (!isInS3) return { table: path, datasetPath: path };
  const prefix = `tables/${basename(own)}`;
  await session.ensureBucket(bucket, signal);
  const uploads = Object.keys(files).map((name) => ({
    bucket,
    key: `${prefix}/${name}`,
    path: join(own, name),
  }));
  await session.aws.uploadFiles(uploads);
  const uri = `s3://${bucket}/${prefix}/${table}${table in files ? '' : '/'}`;
  return { table: uri, datasetPath: await s3Tables.fetch(session, uri, { signal }) };
}

async function trained(session: Session, experimentPath: string, datasetPath: string) {
  const experiment = await engine.readExperiment({ path: experimentPath });
  const checked = await checkExperiment(session, engine, { experiment, experimentPath, datasetPath });
  const record = await startTraining(session, engine, stores, checked, {
    signal,
    onStep: () => undefined,
    onUploaded: () => undefined,
  });
  const { trainingJobName } = record;
  let status = '';
  for await (const { details } of session.aws.followTrainingJob(trainingJobName, { signal, pollIntervalMs }))
    ({ status } = details);
  if (status !== 'Completed') throw new Error(`${trainingJobName} has ended as ${status}`);
  return { record, evaluation: await evaluateRun(session, engine, stores.records, trainingJobName, signal) };
}

/** Runs an export; the endpoint of one of the runs is deployed and deleted too. */
async function check({ run, client, as, path, expected }: Exported): Promise<void> {
  const deploys = run === 'salary' && as === 'py' && client !== 'scikit-learn';
  if (deploys)
    await writeFile(path, (await readFile(path, 'utf8')).replace('DEPLOY = False', 'DEPLOY = True'));
  const notebook =
    as === 'ipynb' ? [join(import.meta.dirname, '../../test/peers/exports/run_notebook.py')] : [];
  const program = client === 'sagemaker3' ? python3 : python;
  const { code, out, errors } = await ended(program, [...notebook, path], dirname(path));
  const lines = out.trim().split('\n');
  const line = lines.findLast((one) => one.startsWith('{"') && !one.includes('predictions')) ?? '{}';
  const found: Readonly<Record<string, number>> = JSON.parse(line);
  const problems = [
    ...(code === 0 ? [] : [`exit code ${String(code)}`]),
    ...(errors.includes('numbers will differ') ? ['other rows than the run'] : []),
    ...(deploys && !out.includes('score') ? ['the endpoint did not answer'] : []),
    ...(Object.keys(expected).length > 0 ? [] : ['nothing to compare']),
    ...Object.entries(expected).flatMap(([name, value]) => {
      const other = found[name] ?? Number.NaN;
      const isClose = Math.abs(other - value) <= tolerance * Math.max(1e-3, Math.abs(value));
      return isClose ? [] : [`${name} is ${other}, not ${value}`];
    }),
  ];
  if (problems.length === 0) passed += 1;
  else failed += 1;
  console.log(`  ${problems.length === 0 ? 'ok    ' : 'FAILED'} ${run}, ${client}, ${as}`);
  if (problems.length > 0) console.log(`${problems.join('\n')}\n${out}${errors}`.replaceAll(/^/gm, '    '));
}

async function fixtureBytes() {
  const names = (await readdir(tables)).toSorted();
  return Promise.all(names.map(async (name) => [name, await readFile(join(tables, name))] as const));
}

async function parquetBytes(): Promise<Uint8Array> {
  const path = join(folder, 'typed.parquet');
  const script = join(import.meta.dirname, '../../test/peers/exports/write_parquet.py');
  const { code, errors } = await ended(python, [script, path], folder);
  if (code !== 0) throw new Error(errors);
  return readFile(path);
}

async function ended(program: string, args: readonly string[], cwd: string) {
  const child = spawn(program, args, { cwd, env: process.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => (errors += String(text)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, out, errors };
}
