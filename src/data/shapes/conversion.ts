import * as z from 'zod/mini';

export const fileFormats = ['csv', 'parquet', 'jsonl', 'recordio'] as const;
export type FileFormat = (typeof fileFormats)[number];

/** Target format of a conversion. */
export const conversionSchema = z.strictObject({
  to: z.optional(z.enum(fileFormats)),
  /** RecordIO: the label column; records have no label if absent. */
  target: z.optional(z.string()),
  /** RecordIO: whether to leave out columns of words instead of failing. */
  leavesOutWords: z.optional(z.boolean()),
  /** Writes shards of about this many megabytes, part-00000 and so on, for ShardedByS3Key. */
  shardMegabytes: z.optional(z.number().check(z.positive())),
});

export type Conversion = z.infer<typeof conversionSchema>;

const recordEndings = ['.pbr', '.recordio'];

/** Whether a file name is that of a RecordIO-protobuf file; SageMaker's channel files have no extension. */
export const isRecordFile = (path: string): boolean =>
  recordEndings.some((ending) => path.toLowerCase().endsWith(ending)) ||
  /(?:^|[/\\])linear-(?:train|validation|test)-data$/.test(path);
