import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';

const mebibyte = 2 ** 20;

/** What the process of the data engine is started with. */
export const engineSettingsSchema = z.object({
  /** Has the stored copies of large tables. */
  cacheFolder: z.string(),
  cacheLimitBytes: z.number(),
  memoryLimitBytes: z.number(),
  /** It runs below normal priority. */
  givesWay: z.optional(z.boolean()),
});
export type EngineSettings = z.infer<typeof engineSettingsSchema>;

/** For a process that is started without settings, as in tests. */
export const usualSettings = (): EngineSettings => ({
  cacheFolder: join(tmpdir(), 'linear-learner-tables'),
  cacheLimitBytes: 1024 * mebibyte,
  memoryLimitBytes: 1024 * mebibyte,
});
