// Calls of the data engine and whole runs, each cancelled at a random moment: nothing of them may be left.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import * as z from 'zod/mini';
import { createEngine } from '../../src/data/engine/client.ts';
import type { Engine } from '../../src/data/engine/calls.ts';
import type { Experiment } from '../../src/data/shapes/experiment.ts';
import { processesOf } from './processes.ts';
import { below, oneOf, seeded } from './random.ts';
import type { Random } from './random.ts';

export interface CancelOptions {
  /** Has the bundles engine.mjs, run.mjs, and those that they start. */
  readonly bundles: string;
  /** An empty folder to work in. */
  readonly folder: string;
  readonly seed: number;
  readonly callCount: number;
  readonly runCount: number;
}

export interface CancelResult {
  /** What was left, in words; nothing when all is well. */
  readonly left: readonly string[];
  /** How many calls and runs were cancelled before they had finished. */
  readonly cancelledCalls: number;
  readonly cancelledRuns: number;
}

export async function cancelAtRandom(options: CancelOptions): Promise<CancelResult> {
  const random = seeded(options.seed);
  const calls = await cancelCalls(options, random);
  const runs = await cancelRuns(options, random);
  return {
    left: [...calls.left, ...runs.left],
    cancelledCalls: calls.cancelled,
    cancelledRuns: runs.cancelled,
  };
}

interface Cancelled {
  readonly left: readonly string[];
  readonly cancelled: number;
}

const rowCount = 60_000;

/** Small enough to be read into memory, and large enough to be copied into the store. */
const tables = { 'small.csv': rowCount / 20, 'large.csv': 3 * rowCount };

function tableOf(rows: number, random: Random): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const [a, b] = [below(random, 10_000), below(random, 10_000)];
    return `${row},${a / 100},${b / 100},${oneOf(random, ['red', 'green', 'blue'])},${3 * a - b + below(random, 100)}`;
  });
  return ['id,a,b,colour,price', ...lines, ''].join('\n');
}

async function cancelCalls(options: CancelOptions, random: Random): Promise<Cancelled> {
  const folder = join(options.folder, 'calls');
  const cacheFolder = join(folder, 'cache');
  await mkdir(folder, { recursive: true });
  for (const [name, rows] of Object.entries(tables))
    await writeFile(join(folder, name), tableOf(rows, random));
  const engine = createEngine(join(options.bundles, 'engine.mjs'), {
    settings: () => ({ cacheFolder, cacheLimitBytes: 1e9, memoryLimitBytes: 1e9 }),
  });
  const left: string[] = [];
  let cancelled = 0;
  try {
    const works = await worksOf(engine, folder);
    const before = await namesIn(folder);
    for (let index = 0; index < options.callCount; index += 1) {
      const { name, work, files } = oneOf(random, works);
      const cancelling = new AbortController();
      const moment = random() * longestCallMs;
      const timer = after(moment).then(() => cancelling.abort(new Error('cancelled')));
      const outcome = await work(cancelling.signal).then(
        () => 'finished',
        (error: unknown) => (cancelling.signal.aborted ? 'cancelled' : String(error)),
      );
      await timer;
      if (outcome === 'cancelled') cancelled += 1;
      if (outcome !== 'finished' && outcome !== 'cancelled') left.push(`call ${index}, ${name}: ${outcome}`);
      const isWhole = (found: readonly string[]) => found.length === files && !found.some(isTemporary);
      // A cancel can cross the answer of a call that has just finished.
      const isFine = (found: readonly string[]) =>
        isWhole(found) || (outcome !== 'finished' && found.length === 0);
      const made = await settled(
        async () => (await namesIn(folder)).filter((found) => !before.includes(found)),
        isFine,
      );
      if (!isFine(made))
        left.push(`call ${index}, ${name} after ${moment.toFixed()} ms, ${outcome}: ${made.join(', ')}`);
      for (const found of made) await rm(join(folder, found), { recursive: true, force: true });
    }
  } finally {
    await engine.dispose();
  }
  const kept = (await namesIn(cacheFolder)).filter((name) => !name.endsWith('.duckdb'));
  for (const name of kept) left.push(`left in the cache: ${name}`);
  for (const found of runningIn(options.bundles)) left.push(found);
  return { left, cancelled };
}

const isTemporary = (name: string) => name.endsWith('.tmp');

/** Longer than most of the calls take. */
const longestCallMs = 250;

interface Work {
  readonly name: string;
  readonly work: (signal: AbortSignal) => Promise<unknown>;
  /** How many files it leaves when it finishes. */
  readonly files: number;
}

async function worksOf(engine: Engine, folder: string): Promise<readonly [Work, ...Work[]]> {
  const each = await Promise.all(
    Object.keys(tables).map(async (table): Promise<Work[]> => {
      const path = join(folder, table);
      const { experiment } = await engine.suggestExperiment({ path, target: 'price' });
      await writeFile(join(folder, table.replace('.csv', '.linear.json')), JSON.stringify(experiment));
      const { tableSha256 } = await engine.preflight({ datasetPath: path, experiment, ownLearner: true });
      return worksOn(engine, path, experiment, tableSha256);
    }),
  );
  const [first, ...rest] = each.flat();
  if (first === undefined) throw new Error('there is no call');
  return [first, ...rest];
}

function worksOn(engine: Engine, path: string, experiment: Experiment, expectedSha256: string): Work[] {
  const outputFolder = `${path}.run`;
  return [
    { name: 'profile', work: (signal) => engine.profile({ path }, { signal }), files: 0 },
    {
      name: 'preflight',
      work: (signal) => engine.preflight({ datasetPath: path, experiment, ownLearner: true }, { signal }),
      files: 0,
    },
    {
      name: 'prepare',
      work: (signal) =>
        engine.prepare({ datasetPath: path, experiment, outputFolder, expectedSha256 }, { signal }),
      files: 1,
    },
    {
      name: 'splitToFiles',
      work: (signal) => engine.splitToFiles({ path, split: experiment.split }, { signal }),
      files: 2,
    },
    {
      name: 'convertFile',
      work: (signal) => engine.convertFile({ path, to: 'parquet' }, { signal }),
      files: 1,
    },
    { name: 'convertToRecordIO', work: (signal) => engine.convertToRecordIO({ path }, { signal }), files: 1 },
  ];
}

const longestRunMs = 2500;

async function cancelRuns(options: CancelOptions, random: Random): Promise<Cancelled> {
  const folder = join(options.folder, 'runs');
  const temporary = join(options.folder, 't');
  await mkdir(folder, { recursive: true });
  await mkdir(temporary, { recursive: true });
  await copyFile(join('examples', 'salary.csv'), join(folder, 'few.csv'));
  await writeFile(join(folder, 'many.csv'), tableOf(rowCount, random));
  const before = await namesIn(folder);
  const left: string[] = [];
  let cancelled = 0;
  let longestMs = longestRunMs;
  for (let index = 0; cancelled < options.runCount; index += 1) {
    const args = [
      oneOf(random, ['few.csv', 'many.csv']),
      '--json',
      ...oneOf(random, [[], ['--out', 'made']]),
    ];
    const moment = random() * longestMs;
    const child = spawn(process.execPath, [join(options.bundles, 'run.mjs'), ...args], {
      cwd: folder,
      env: { ...process.env, TMPDIR: temporary, TEMP: temporary, XDG_RUNTIME_DIR: temporary },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    const ended = once(child, 'close');
    await Promise.race([after(moment), ended]);
    child.kill('SIGINT');
    const [code] = await ended;
    const isFinished = code === 0 || hasReported(printed);
    // A run that had finished is tried again, sooner.
    if (isFinished) longestMs /= 2;
    else cancelled += 1;
    const made = (await namesIn(folder)).filter((name) => !before.includes(name));
    const temporaries = (await namesIn(temporary)).filter((name) => name.startsWith('linear-learner-run-'));
    const found = [...temporaries, ...runningIn(options.bundles), ...(isFinished ? [] : made)];
    if (found.length > 0)
      left.push(
        `run ${index}, ${args.join(' ')} after ${moment.toFixed()} ms, exit code ${String(code)}: ${found.join(', ')}`,
      );
    for (const name of made) await rm(join(folder, name), { recursive: true });
  }
  return { left, cancelled };
}

const reportSchema = z.object({ error: z.optional(z.never()) });

/**
 * Whether a run printed the report of a result, which it does last. A signal that comes after that, while Node ends the process, kills it
 * without an exit code.
 */
function hasReported(printed: string): boolean {
  if (!printed.endsWith('\n')) return false;
  return reportSchema.safeParse(JSON.parse(printed)).success;
}

const longestTidyingMs = 20_000;

/** A cancelled call answers at once, and its process tidies up behind it. */
async function settled<T>(look: () => Promise<T>, isFine: (found: T) => boolean): Promise<T> {
  const until = performance.now() + longestTidyingMs;
  for (;;) {
    const found = await look();
    if (isFine(found) || performance.now() > until) return found;
    await after(20);
  }
}

const namesIn = async (folder: string) => (await readdir(folder).catch((): string[] => [])).toSorted();

const runningIn = (folder: string) => processesOf(folder).map((line) => `still running: ${line}`);
