import { readFile } from 'node:fs/promises';
import type * as z from 'zod/mini';
import { fileFailure, isMissing } from './errors.ts';
import { replaceFile } from './writeFiles.ts';
import type { FileSystem } from './writeFiles.ts';

/** Reads a JSON file; undefined when it does not exist or does not match `schema`. Throws FileFailure. */
export async function readJsonFile<T>(path: string, schema: z.ZodMiniType<T>): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileFailure(path, error);
  }
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // a truncated file counts as missing
  }
}

/** Replaces a JSON file atomically. Throws FileFailure. */
export async function writeJsonFile(path: string, value: unknown, fs?: FileSystem): Promise<void> {
  await replaceFile(path, JSON.stringify(value, null, 2), {
    mode: 0o600,
    ...(fs === undefined ? {} : { fs }),
  });
}
