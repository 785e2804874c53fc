import * as z from 'zod/mini';

/** A record of a run that exists and cannot be used, and why. */
export const unreadableRecordSchema = z.object({
  /** The record: 'run.json', 'evaluation.json', 'outcome.json' or 'marks.jsonl'. */
  file: z.string(),
  /** As far as it can still be read. */
  trainingJobName: z.optional(z.string()),
  problem: z.discriminatedUnion('kind', [
    /** Other files of the run are there, this record is not: the folder was deleted in part. */
    z.object({ kind: z.literal('half-deleted') }),
    /** Its training was interrupted before its job was requested. */
    z.object({ kind: z.literal('never-started') }),
    /** It was written by a later version of this extension. */
    z.object({ kind: z.literal('newer-version'), version: z.number() }),
    /** It is no JSON, or not what a record holds; `at`: where in it. */
    z.object({ kind: z.literal('damaged'), at: z.string() }),
    /** It is the record of another run. */
    z.object({ kind: z.literal('misplaced') }),
    /** The system refuses to open it, with this code. */
    z.object({ kind: z.literal('unopenable'), code: z.string() }),
  ]),
});

export type UnreadableRecord = z.infer<typeof unreadableRecordSchema>;
export type RecordProblem = UnreadableRecord['problem'];

export interface UnreadableRun extends UnreadableRecord {
  /** The run's folder, which no file says: an index may come from another machine or a copy. */
  readonly folder: string;
}
