import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { isMissing } from '../files/errors.ts';
import { isProcess } from '../files/isProcess.ts';
import { readJsonFile, writeJsonFile } from '../files/jsonFiles.ts';

const recordSchema = z.object({
  version: z.literal(1),
  experimentPath: z.string(),
  /** Id of the process that prepares it. */
  pid: z.int(),
  /** From 'creating' on, CreateTrainingJob may have been sent. */
  step: z.enum(['preparing', 'creating']),
});
type StartRecord = z.infer<typeof recordSchema>;

export interface StartProgress {
  readonly message: string;
  /** 0 to 1; absent when unknown. */
  readonly fraction?: number;
}

/** State of an experiment's training before its job exists. */
type TrainingState =
  | { readonly kind: 'idle' }
  | ({ readonly kind: 'starting' } & StartProgress)
  /** Its process ended before the job existed; `mayRun`: CreateTrainingJob may have been sent. */
  | { readonly kind: 'interrupted'; readonly mayRun: boolean };

/** Passed to the work of one start. */
export interface Start {
  readonly signal: AbortSignal;
  readonly report: (progress: StartProgress) => void;
  /** Must be awaited before CreateTrainingJob is sent. */
  readonly creating: () => Promise<void>;
}

/** Trainings without a job yet: one per experiment, recorded from before preparation until the job exists. */
export interface TrainingStarts<Started> {
  /** Starts the work, or joins the experiment's running one. Throws the work's errors, or FileFailure. */
  once(
    experimentPath: string,
    first: StartProgress,
    work: (start: Start) => Promise<Started>,
  ): Promise<Started>;
  stateOf(experimentPath: string): TrainingState;
  cancel(experimentPath: string): void;
  /** Fires with the path of the experiment whose state changed. */
  onDidChange(listener: (experimentPath: string) => void): { dispose(): void };
  /** Finds starts whose process has ended. Resolves to newly interrupted experiments, and whether other starts are running. */
  look(): Promise<{ readonly interrupted: readonly string[]; readonly othersAreStarting: boolean }>;
  /** Clears the interruption: the user has seen it. */
  forget(experimentPath: string): Promise<void>;
  /** Aborts running starts; their records stay, so that the next window reports the interruption. */
  dispose(): void;
}

interface UnderWay<Started> {
  readonly started: Promise<Started>;
  readonly controller: AbortController;
  progress: StartProgress;
}

export function openTrainingStarts<Started>(
  storage: string,
  isRunning: (pid: number) => boolean = isProcess,
): TrainingStarts<Started> {
  const folder = join(storage, 'trainingStarts');
  const underWay = new Map<string, UnderWay<Started>>();
  const interrupted = new Map<string, { readonly mayRun: boolean; readonly files: readonly string[] }>();
  const listeners = new Set<(experimentPath: string) => void>();
  let isClosing = false;
  const changed = (path: string) => {
    for (const listener of listeners) listener(path);
  };
  const fileOf = (path: string) =>
    join(folder, `${createHash('sha256').update(path).digest('hex').slice(0, 32)}-${process.pid}.json`);

  const forget = async (path: string) => {
    const files = interrupted.get(path)?.files ?? [];
    if (!interrupted.delete(path)) return;
    await Promise.all(files.map((file) => rm(file, { force: true })));
    changed(path);
  };
  const run = async (path: string, signal: AbortSignal, work: (start: Start) => Promise<Started>) => {
    const file = fileOf(path);
    const write = (step: StartRecord['step']) =>
      writeJsonFile(file, { version: 1, experimentPath: path, pid: process.pid, step } satisfies StartRecord);
    await forget(path);
    await write('preparing');
    try {
      return await work({
        signal,
        report(progress) {
          const one = underWay.get(path);
          if (one !== undefined) one.progress = progress;
          changed(path);
        },
        creating: () => write('creating'),
      });
    } finally {
      if (!isClosing) await rm(file, { force: true });
    }
  };
  return {
    async once(path, first, work) {
      const known = underWay.get(path);
      if (known !== undefined) return known.started;
      const controller = new AbortController();
      const started = run(path, controller.signal, work).finally(() => {
        underWay.delete(path);
        changed(path);
      });
      underWay.set(path, { started, controller, progress: first });
      changed(path);
      return started;
    },
    stateOf(path) {
      const one = underWay.get(path);
      if (one !== undefined) return { kind: 'starting', ...one.progress };
      const left = interrupted.get(path);
      return left === undefined ? { kind: 'idle' } : { kind: 'interrupted', mayRun: left.mayRun };
    },
    cancel: (path) => underWay.get(path)?.controller.abort(),
    onDidChange(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    async look() {
      const records = (await recordsIn(folder)).filter(({ record }) => record.pid !== process.pid);
      const left = records.filter(({ record }) => !isRunning(record.pid));
      const fresh = left.filter(
        ({ record }) => !interrupted.has(record.experimentPath) && !underWay.has(record.experimentPath),
      );
      for (const { file, record } of fresh) {
        const { experimentPath, step } = record;
        const known = interrupted.get(experimentPath);
        const mayRun = step === 'creating' || known?.mayRun === true;
        interrupted.set(experimentPath, { mayRun, files: [...(known?.files ?? []), file] });
      }
      const paths = [...new Set(fresh.map(({ record }) => record.experimentPath))];
      for (const path of paths) changed(path);
      return { interrupted: paths, othersAreStarting: records.length > left.length };
    },
    forget,
    dispose() {
      isClosing = true;
      for (const { controller } of underWay.values()) controller.abort();
      listeners.clear();
    },
  };
}

async function recordsIn(
  folder: string,
): Promise<readonly { readonly file: string; readonly record: StartRecord }[]> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  const records = await Promise.all(
    names.map(async (name) => {
      const file = join(folder, name);
      const record = await readJsonFile(file, recordSchema);
      return record === undefined ? [] : [{ file, record }];
    }),
  );
  return records.flat();
}
