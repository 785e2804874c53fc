// Trains, exports every run for every client as a script and as a notebook, runs each, and compares its metrics with the run's:
// `exports.mjs ENDPOINT BUNDLES FOLDER PYTHON PYTHON3 SALARY [RUN…]`, where PYTHON3 has the SageMaker SDK v3.
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createEngine } from '../../../src/data/engine/client.ts';
import { codeClients, codeFormats } from '../../../src/data/shapes/codeExport.ts';
import type { CodeClient, CodeFormat } from '../../../src/data/shapes/codeExport.ts';
import type { NamedMetrics } from '../../../src/learner/metrics/metricNames.ts';
import { namedMetrics, referenceMetrics } from '../../../src/learner/metrics/namedMetrics.ts';
import { openDestinations } from '../../../src/runs/destinations.ts';
import { evaluateRun } from '../../../src/runs/evaluate.ts';
import { exportCode } from '../../../src/runs/exportCode.ts';
import { openJobLedger } from '../../../src/runs/jobLedger.ts';
import { openRunRecords } from '../../../src/runs/openRunRecords.ts';
import type { Session } from '../../../src/runs/session.ts';
import { openSessions } from '../../../src/runs/session.ts';
import { checkExperiment, startTraining } from '../../../src/runs/train.ts';
import { runsToExport } from './runs.ts';

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
const sessions = openSessions({
  connection: () => ({ kind: 'custom', endpointUrl: endpoint }),
  connectLocal: () => Promise.reject(new Error('another server')),
  renewals: () => 0,
  onOpened: () => undefined,
  destinations: openDestinations(storage),
  askDestination: async (_, { bucket = 'exports' }) => ({
    bucket,
    roleArn: 'arn:aws:iam::111122223333:role/LinearLearnerLocalExecutionRole',
  }),
});
const stores = { records: openRunRecords(storage), jobs: openJobLedger(storage) };
const { signal } = new AbortController();
const pollIntervalMs = 100;
let [passed, failed] = [0, 0];

interface Exported {
  readonly run: string;
  readonly client: CodeClient;
  readonly as: CodeFormat;
  readonly path: string;
  readonly expected: NamedMetrics;
  readonly tolerance: number;
}

try {
  const exported: Exported[] = [];
  for (const run of runsToExport(await readFile(salary, 'utf8')))
    if (named.length === 0 || named.includes(run.name)) exported.push(...(await trainAndExport(run)));
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

async function trainAndExport(run: ReturnType<typeof runsToExport>[number]): Promise<readonly Exported[]> {
  const own = join(folder, run.name);
  await mkdir(own);
  const tablePath = join(own, run.file);
  await writeFile(tablePath, run.csv);
  const { experiment } = await engine.suggestExperiment({ path: tablePath, target: run.target });
  const path = join(own, `${run.name}.linear.json`);
  await writeFile(path, JSON.stringify(run.edit?.(experiment) ?? experiment));
  const session = await sessions.open(signal);
  const { record, evaluation } = await trained(session, path, tablePath);
  const request = { record, table: tablePath, datasetPath: tablePath, folder: join(own, 'code') };
  await mkdir(request.folder);
  const exported: Exported[] = [];
  for (const client of codeClients)
    for (const as of codeFormats) {
      const isReference = client === 'scikit-learn';
      exported.push({
        run: run.name,
        client,
        as,
        path: await exportCode(session, engine, { ...request, client, as }, signal),
        expected: isReference ? (referenceMetrics(evaluation) ?? {}) : namedMetrics(evaluation),
        tolerance: isReference ? 2e-3 : 1e-4,
      });
    }
  return exported;
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
async function check({ run, client, as, path, expected, tolerance }: Exported): Promise<void> {
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
      // Two solvers may answer differently for a row at the border of two classes.
      const isAtBorder = name === 'accuracy' && client === 'scikit-learn';
      const isClose =
        Math.abs(other - value) <= (isAtBorder ? 0.01 : tolerance * Math.max(1e-3, Math.abs(value)));
      return isClose ? [] : [`${name} is ${other}, not ${value}`];
    }),
  ];
  if (problems.length === 0) passed += 1;
  else failed += 1;
  console.log(`  ${problems.length === 0 ? 'ok    ' : 'FAILED'} ${run}, ${client}, ${as}`);
  if (problems.length > 0) console.log(`${problems.join('\n')}\n${out}${errors}`.replaceAll(/^/gm, '    '));
}

async function ended(program: string, args: readonly string[], cwd: string) {
  const child = spawn(program, args, { cwd, env: process.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => (errors += String(text)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, out, errors };
}
