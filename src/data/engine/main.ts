import { availableParallelism, constants, setPriority } from 'node:os';
import { Failure } from '../../learner/errors.ts';
import { readerThreads } from '../columnFiles/readerThreads.ts';
import { readAnyHead } from '../store/readAnyHead.ts';
import { readAnyTable } from '../store/readAnyTable.ts';
import { openStore } from '../store/store.ts';
import { figureThreads } from '../profile/figureThreads.ts';
import { openCalls } from './calls.ts';
import type { PartialWork } from '../shapes/work.ts';
import { callMessageSchema } from './messages.ts';
import type { AnswerMessage, CallMessage } from './messages.ts';
import { openProgress } from './progress.ts';
import { engineSettingsSchema, usualSettings } from './settings.ts';
import { openTables } from './tables.ts';
import { openPieces, sendInPieces } from './wire.ts';

type Call = Exclude<CallMessage, { cancel: number }>;

/** One each of the processors; more would wait for the disk and for memory. */
const threadCount = Math.min(8, availableParallelism());

const [, , given] = process.argv;
const settings = given === undefined ? usualSettings() : engineSettingsSchema.parse(JSON.parse(given));
// Before its threads start, which keep the priority that they start with.
if (settings.givesWay === true) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const store = openStore({
  folder: settings.cacheFolder,
  cacheLimitBytes: settings.cacheLimitBytes,
  memoryLimitBytes: settings.memoryLimitBytes,
  readers: readerThreads(threadCount, new URL('./rowThread.mjs', import.meta.url)),
});
const tables = openTables(readAnyTable(store));
const calls = openCalls(
  tables,
  readAnyHead(store),
  figureThreads({
    count: threadCount,
    script: new URL('./figureThread.mjs', import.meta.url),
    memoryBytes: settings.memoryLimitBytes / 2,
  }),
  undefined,
  settings.memoryLimitBytes,
);
const running = new Map<number, AbortController>();

process.on(
  'message',
  openPieces((raw) => {
    const message = callMessageSchema.parse(raw);
    if ('cancel' in message) running.get(message.cancel)?.abort();
    else void serve(message);
  }),
);
process.on('disconnect', leave);
process.on('SIGTERM', leave);

/** Removes what only this process needs; should that hang, the process is killed or forgotten. */
function leave(): void {
  for (const controller of running.values()) controller.abort();
  void store.close().finally(() => process.exit());
}

async function serve({ id, name, request, wantsPartial }: Call): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const isRunning = () => running.get(id) === controller;
  const report = openProgress((progress) => send({ id, progress }));
  try {
    const found = await answer(name, request, {
      signal: controller.signal,
      onProgress: (progress) => isRunning() && report(progress),
      onPartial: wantsPartial ? (partial) => isRunning() && send({ id, partial }) : undefined,
    });
    running.delete(id);
    send({ id, answer: found });
  } catch (error) {
    running.delete(id);
    send({ id, failure: failureOf(error) });
  }
}

async function answer(name: string, request: unknown, work: PartialWork<unknown>): Promise<unknown> {
  const call = Object.hasOwn(calls, name)
    ? Object.entries(calls).find(([known]) => known === name)?.[1]
    : undefined;
  if (call === undefined) throw new Error(`The data engine has no call ${name}`);
  // SAFETY: requests come from createEngine of the same build, typed by EngineCalls.
  const made = call as (given: unknown, work: PartialWork<unknown>) => Promise<unknown>;
  return tables.during(() => made(request, work));
}

function failureOf(error: unknown): Extract<AnswerMessage, { failure: object }>['failure'] {
  if (error instanceof Failure)
    return { code: error.code, facts: { ...error.facts }, message: error.message };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function send(message: AnswerMessage): void {
  sendInPieces(message, (piece) => process.send?.(piece));
}
