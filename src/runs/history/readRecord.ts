import { readFile } from 'node:fs/promises';
import type * as z from 'zod/mini';
import { isMissing, systemCode } from '../../files/errors.ts';
import { parsedLine } from './jsonLines.ts';
import type { RecordProblem } from './unreadable.ts';

/** A record that was read, or why it was not. */
export type Read<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly problem: RecordProblem };

/** `at`: where in the record; '' for all of it. */
export const damaged = (at: string): Read<never> => ({
  kind: 'unreadable',
  problem: { kind: 'damaged', at },
});

/** Never throws for what is on the disk: a record that cannot be read hides no other run. */
export async function readText(path: string, signal?: AbortSignal): Promise<Read<string>> {
  try {
    return { kind: 'read', value: await readFile(path, { encoding: 'utf8', signal }) };
  } catch (error) {
    signal?.throwIfAborted();
    if (isMissing(error) || systemCode(error) === 'ENOTDIR') return { kind: 'missing' };
    return { kind: 'unreadable', problem: unopenable(error) };
  }
}

export function unopenable(error: unknown): RecordProblem {
  const code = systemCode(error);
  return { kind: 'unopenable', code: typeof code === 'string' ? code : String(error) };
}

/** Reads a JSON file of a version up to `version`. */
export async function readRecord<T>(
  path: string,
  schema: z.ZodMiniType<T>,
  { version, signal }: { readonly version?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<Read<T>> {
  const text = await readText(path, signal);
  if (text.kind !== 'read') return text;
  const given = parsedLine(text.value);
  const found = versionOf(given);
  if (version !== undefined && found !== undefined && found > version)
    return { kind: 'unreadable', problem: { kind: 'newer-version', version: found } };
  const { data, error } = schema.safeParse(given);
  return error === undefined
    ? { kind: 'read', value: data }
    : damaged(error.issues[0]?.path.map(String).join('.') ?? '');
}

export const versionOf = (value: unknown): number | undefined =>
  typeof value === 'object' && value !== null && 'version' in value && typeof value.version === 'number'
    ? value.version
    : undefined;
