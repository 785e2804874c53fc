import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { runRowSchema } from '../../data/shapes/runRow.ts';
import type { NamedIntervals, NamedMetrics } from '../../learner/metrics/metricNames.ts';
import { isMissing } from '../../files/errors.ts';
import { measuredSchema } from '../evaluationSchema.ts';
import { hashOf, runsFolder, unknownConnection } from '../runRecords.ts';
import { recordSchema } from '../recordSchema.ts';
import { marksName, marksOf, noMarks } from './marks.ts';
import type { Marks } from './marks.ts';
import { runOutcomeSchema } from './outcome.ts';
import { damaged, readRecord, readText, unopenable } from './readRecord.ts';
import type { Read } from './readRecord.ts';
import { runFolderPattern } from './runFolders.ts';
import { listedSchema, rowOf } from './rowOf.ts';
import type { RecordsOfRun } from './rowOf.ts';
import { unreadableRecordSchema } from './unreadable.ts';
import type { RecordProblem, UnreadableRecord } from './unreadable.ts';

const isRecordOf = (value: unknown, type: 'string' | 'number') =>
  typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === type);

/** As z.record, which takes a third of the time in which ten thousand runs are listed. */
const fastMetrics = z.optional(z.custom<NamedMetrics>((value) => isRecordOf(value, 'number')));
const listedRowSchema = z.extend(runRowSchema, {
  intervals: z.optional(
    z.custom<NamedIntervals>(
      (value) =>
        typeof value === 'object' &&
        value !== null &&
        Object.values(value).every((interval) => isRecordOf(interval, 'number')),
    ),
  ),
  settings: z.custom<Record<string, string>>((value) => isRecordOf(value, 'string')),
  metrics: fastMetrics,
  baseline: fastMetrics,
  reference: fastMetrics,
});

/** What is known of a run's folder: a line of the index. */
export const knownRunSchema = z.object({
  /** The run's folder below that of all runs, with a slash on every system; nothing else, as folders are deleted by it. */
  run: z.string().check(z.regex(runFolderPattern)),
  /** When the folder had changed last as it was read, in milliseconds since 1970. */
  at: z.number(),
  row: z.optional(listedRowSchema),
  /** ISO 8601; of several pinned runs of an experiment the one that was pinned last is. */
  pinnedAt: z.optional(z.string()),
  unreadable: z.optional(z.array(unreadableRecordSchema)),
});
export type KnownRun = z.infer<typeof knownRunSchema>;

/** A folder that holds no record yet may be that of a run that is being prepared. */
const preparedWithinMs = 24 * 3_600_000;

/** Connection ids by the hash that names their folders. */
export type ConnectionsByHash = ReadonlyMap<string, string>;

/**
 * Reads all records of a run: a row, and what of them cannot be read. Undefined when the folder does not exist, or is that of a run that
 * is being prepared.
 */
export async function readRunFolder(
  storageFolder: string,
  run: string,
  connections: ConnectionsByHash,
  signal?: AbortSignal,
): Promise<KnownRun | undefined> {
  const folder = join(runsFolder(storageFolder), run);
  // Before it is read: what is written meanwhile is found as a later change.
  const at = await changedAt(folder);
  if (at === undefined) return undefined;
  const record = await recordIn(folder, run, connections, signal);
  if (record.kind === 'missing') return withoutRecord(folder, run, at);
  if (record.kind === 'unreadable')
    return { run, at, unreadable: [{ file: 'run.json', problem: record.problem }] };
  const [evaluation, outcome, marks] = await Promise.all([
    readRecord(join(folder, 'evaluation.json'), measuredSchema, { signal }),
    readRecord(join(folder, 'outcome.json'), runOutcomeSchema, { version: 1, signal }),
    marksIn(folder, signal),
  ]);
  const row = rowOf({
    ...record.value,
    recordedAt: at,
    evaluation: valueOf(evaluation),
    outcome: valueOf(outcome),
    marks: valueOf(marks) ?? noMarks,
  });
  const { trainingJobName } = row;
  const others = { 'evaluation.json': evaluation, 'outcome.json': outcome, [marksName]: marks };
  const unreadable = Object.entries(others).flatMap(([file, read]): readonly UnreadableRecord[] =>
    read.kind === 'unreadable' ? [{ file, trainingJobName, problem: read.problem }] : [],
  );
  const pinnedAt = valueOf(marks)?.pinnedAt;
  return {
    run,
    at,
    row,
    ...(pinnedAt === undefined ? {} : { pinnedAt }),
    ...(unreadable.length === 0 ? {} : { unreadable }),
  };
}

const valueOf = <T>(read: Read<T>): T | undefined => (read.kind === 'read' ? read.value : undefined);

/**
 * When a folder was changed last, in milliseconds since 1970; undefined when it does not exist. 0 when the system does not tell, as its
 * records will then say why, and it hides no other run.
 */
export async function changedAt(folder: string): Promise<number | undefined> {
  try {
    const found = await stat(folder);
    return found.isDirectory() ? found.mtimeMs : undefined;
  } catch (error) {
    return isMissing(error) ? undefined : 0;
  }
}

type NamedRecord = Pick<RecordsOfRun, 'connectionId' | 'record' | 'listed'>;

async function recordIn(
  folder: string,
  run: string,
  connections: ConnectionsByHash,
  signal: AbortSignal | undefined,
): Promise<Read<NamedRecord>> {
  const read = await readRecord(join(folder, 'run.json'), recordSchema, { version: 1, signal });
  if (read.kind !== 'read') return read;
  const record = read.value;
  const listed = listedSchema.safeParse(record.experiment);
  if (listed.error !== undefined)
    return damaged(['experiment', ...(listed.error.issues[0]?.path ?? [])].map(String).join('.'));
  const [connectionHash = '', jobHash] = run.split('/');
  if (hashOf(record.trainingJobName) !== jobHash)
    return { kind: 'unreadable', problem: { kind: 'misplaced' } };
  const named = record.connectionId;
  const connectionId =
    named !== undefined && hashOf(named) === connectionHash
      ? named
      : (connections.get(connectionHash) ?? unknownConnection(connectionHash));
  return { kind: 'read', value: { connectionId, record, listed: listed.data } };
}

async function marksIn(folder: string, signal: AbortSignal | undefined): Promise<Read<Marks>> {
  const text = await readText(join(folder, marksName), signal);
  return text.kind === 'read' ? marksOf(text.value) : text;
}

/** Records that are written of a run that has one in run.json. */
const laterRecords = ['evaluation.json', 'outcome.json', marksName, 'model.tar.gz'];

async function withoutRecord(folder: string, run: string, at: number): Promise<KnownRun | undefined> {
  let isDeleted: boolean;
  try {
    isDeleted = (await readdir(folder)).some((name) => laterRecords.includes(name));
  } catch (error) {
    if (isMissing(error)) return undefined;
    return { run, at, unreadable: [{ file: 'run.json', problem: unopenable(error) }] };
  }
  if (!isDeleted && Date.now() - at < preparedWithinMs) return undefined;
  const problem: RecordProblem = { kind: isDeleted ? 'half-deleted' : 'never-started' };
  return { run, at, unreadable: [{ file: 'run.json', problem }] };
}
