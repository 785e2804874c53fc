// From a table or an experiment to an evaluated model, without VS Code. Standard output belongs to the result.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Experiment } from '../data/shapes/experiment.ts';
import { Cancelled } from '../platform/cancellation.ts';
import { fileFailure, systemCode } from '../files/errors.ts';
import { parseArguments, isExperiment, usage, wantsJson } from './arguments.ts';
import type { AskedRun } from './arguments.ts';
import { exitCodeOf } from './errors.ts';
import { errorReport } from './failed.ts';
import { keepExperiment, writeOutputs } from './outputs.ts';
import { profileReport } from './profiled.ts';
import { runReport } from './runReport.ts';
import { sayProgress } from './sayProgress.ts';
import { openServices } from './services.ts';
import type { Services } from './services.ts';
import { profileSummary, runSummary } from './summary.ts';
import { train } from './train.ts';
import { wholeProfile } from './wholeProfile.ts';
import { tablePathOf } from './tablePath.ts';

const given = process.argv.slice(2);
const isJson = wantsJson(given);
const dist = dirname(fileURLToPath(import.meta.url));
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => stopping.abort(new Cancelled()));
// Whoever reads the output is gone, as with `| head`: the run ends as when it is interrupted, and leaves nothing.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', () => stopping.abort(new Cancelled()));

/** Its exit code. */
async function main(): Promise<0 | 1 | 2 | 3> {
  try {
    const asked = parseArguments(given);
    const { text, isMissed = false } = asked.kind === 'help' ? { text: `${usage}\n` } : await answerOf(asked);
    if (!(await isPrinted(text))) return 1;
    return isMissed ? 2 : 0;
  } catch (error) {
    const report = errorReport(stopping.signal.aborted ? stopping.signal.reason : error);
    say(report.error.message);
    if (report.error.code === 'usage') say(`\n${usage}`);
    if (isJson) process.stdout.write(lineOf(report));
    return exitCodeOf(report.error.code);
  }
}

/** Whether standard output took all of it: a report that was lost on a full disk must not pass for a good one. */
async function isPrinted(text: string): Promise<boolean> {
  const error = await new Promise<unknown>((resolve) => process.stdout.write(text, resolve));
  if (error === undefined || error === null) return true;
  // Whoever closed it knows.
  if (systemCode(error) !== 'EPIPE') say(errorReport(fileFailure('standard output', error)).error.message);
  return false;
}

const lineOf = (report: object) => `${JSON.stringify(report)}\n`;
const say = (text: string) => void process.stderr.write(`${text}\n`);

interface Answer {
  /** What goes to standard output. */
  readonly text: string;
  /** Whether the model misses one of its limits. */
  readonly isMissed?: boolean;
}

/** The services are closed by then: nothing is left, whatever happened. */
async function answerOf(asked: AskedRun): Promise<Answer> {
  const { signal } = stopping;
  const { connection, bucket, bucketOwner, roleArn } = asked;
  const bundleOf = (name: string) => join(dist, name);
  const services = await openServices({ bundleOf, connection, bucket, bucketOwner, roleArn });
  try {
    signal.throwIfAborted();
    return await (asked.profileOnly ? profiled(services, asked.path) : trained(services, asked));
  } finally {
    await services.close();
  }
}

async function profiled({ engine }: Services, path: string): Promise<Answer> {
  const { signal } = stopping;
  say('Reading the table');
  const table = isExperiment(path)
    ? tableOf(path, await engine.readExperiment({ path }, { signal }))
    : { path };
  const profile = await wholeProfile(engine, table, { signal, onProgress: sayProgress(say) });
  const report = profileReport(profile);
  return { text: isJson ? lineOf(report) : profileSummary(profile, report) };
}

/** The table of an experiment, as it says that it is read. */
const tableOf = (path: string, { dataset, read, columns }: Experiment) => ({
  path: tablePathOf(path, dataset),
  read,
  columns,
});

async function trained(services: Services, asked: AskedRun): Promise<Answer> {
  const { signal } = stopping;
  const { path, out, limits } = asked;
  const result = await train(services, asked, say, signal);
  const kept =
    out !== undefined
      ? await writeOutputs(out, result, signal)
      : isExperiment(path)
        ? path
        : await keepExperiment(path, result.record.experiment);
  const report = runReport(result, limits, kept);
  const isMissed = report.limits.some(({ isMet }) => !isMet);
  return { text: isJson ? lineOf(report) : runSummary(result, report, out), isMissed };
}

process.exitCode = await main();
