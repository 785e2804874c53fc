import * as z from 'zod/mini';

export const fileFormats = ['csv', 'parquet', 'jsonl', 'recordio'] as const;
export type FileFormat = (typeof fileFormats)[number];

/** To what a file is converted. */
export const conversionSchema = z.strictObject({
  to: z.optional(z.enum(fileFormats)),
  /** RecordIO: the column that is the label; none where it is absent. */
  target: z.optional(z.string()),
  /** RecordIO: whether columns of words are left out instead of refused. */
  leavesOutWords: z.optional(z.boolean()),
  /** Files of about this many megabytes, part-00000 and so on, in a folder, as S3's ShardedByS3Key takes them. */
  shardMegabytes: z.optional(z.number().check(z.positive())),
});

export type Conversion = z.infer<typeof conversionSchema>;

const recordEndings = ['.pbr', '.recordio'];

/** Whether a file holds records of RecordIO-protobuf, by its name; those of the service have no ending. */
export const isRecordFile = (path: string): boolean =>
  recordEndings.some((ending) => path.toLowerCase().endsWith(ending)) ||
  /(?:^|[/\\])linear-(?:train|validation|test)-data$/.test(path);
