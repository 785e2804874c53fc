// From a table or an experiment to an evaluated model, without VS Code. Standard output belongs to the result.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Experiment } from '../data/shapes/experiment.ts';
import { Cancelled } from '../platform/cancellation.ts';
import { parseArguments, isExperiment, usage, wantsJson } from './arguments.ts';
import type { Asked } from './arguments.ts';
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

async function main(): Promise<0 | 1> {
  try {
    const asked = parseArguments(given);
    process.stdout.write(asked.kind === 'help' ? `${usage}\n` : await answerOf(asked));
    return 0;
  } catch (error) {
    const report = errorReport(stopping.signal.aborted ? stopping.signal.reason : error);
    say(report.error.message);
    if (report.error.code === 'usage') say(`\n${usage}`);
    if (isJson) process.stdout.write(lineOf(report));
    return 1;
  }
}

const lineOf = (report: object) => `${JSON.stringify(report)}\n`;
const say = (text: string) => void process.stderr.write(`${text}\n`);

/** What goes to standard output. The services are closed by then: nothing is left, whatever happened. */
async function answerOf(asked: Extract<Asked, { kind: 'run' }>): Promise<string> {
  const { signal } = stopping;
  const services = await openServices((name) => join(dist, name));
  try {
    signal.throwIfAborted();
    return await (asked.profileOnly ? profiled(services, asked.path) : trained(services, asked));
  } finally {
    await services.close();
  }
}

async function profiled({ engine }: Services, path: string): Promise<string> {
  const { signal } = stopping;
  say('Reading the table');
  const table = isExperiment(path)
    ? tableOf(path, await engine.readExperiment({ path }, { signal }))
    : { path };
  const profile = await wholeProfile(engine, table, { signal, onProgress: sayProgress(say) });
  const report = profileReport(profile);
  return isJson ? lineOf(report) : profileSummary(profile, report);
}

/** The table of an experiment, as it says that it is read. */
const tableOf = (path: string, { dataset, read, columns }: Experiment) => ({
  path: tablePathOf(path, dataset),
  read,
  columns,
});

async function trained(
  services: Services,
  { path, target, out }: Extract<Asked, { kind: 'run' }>,
): Promise<string> {
  const { signal } = stopping;
  const result = await train(services, { path, target }, say, signal);
  const kept =
    out !== undefined
      ? await writeOutputs(out, result, signal)
      : isExperiment(path)
        ? path
        : await keepExperiment(path, result.record.experiment);
  const report = runReport(result, kept);
  return isJson ? lineOf(report) : runSummary(result, report, out);
}

process.exitCode = await main();
