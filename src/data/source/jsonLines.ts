import { dataFailure } from '../shapes/failures.ts';
import type { JsonFound } from '../shapes/failures.ts';
import { textParts } from './textParts.ts';
import type { TextFile } from './textParts.ts';

/** A line of a file in JSON Lines. */
export interface JsonLine {
  /** As written, without its end. */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  readonly object: Readonly<Record<string, unknown>>;
}

const longestLine = 16 * 1024 * 1024;

/** The objects of a file, a batch for each part of it; blank lines are none. Throws DataFailure. */
export async function* jsonLines(
  source: TextFile,
  onBytes?: (bytes: Buffer) => void,
  signal?: AbortSignal,
): AsyncGenerator<readonly JsonLine[]> {
  const { path } = source;
  let rest = '';
  let line = 0;
  for await (const { text, isLast } of textParts(source, onBytes, signal)) {
    const lines = (rest + text).split('\n');
    rest = isLast ? '' : (lines.pop() ?? '');
    if (rest.length > longestLine) {
      const facts = { file: path, line: line + lines.length + 1, limitBytes: longestLine };
      throw dataFailure('table-line', facts, `${path}, line ${facts.line}: too long`);
    }
    const batch: JsonLine[] = [];
    for (const one of lines) {
      line += 1;
      const written = one.endsWith('\r') ? one.slice(0, -1) : one;
      if (written.trim() !== '') batch.push({ text: written, line, object: objectIn(written, path, line) });
    }
    yield batch;
  }
}

/** A number beyond 2^53 as JSON has it, where a value begins. */
const longNumber = /([:,[]\s*)(-?\d{16,})(?=\s*[\]},])/g;

function objectIn(text: string, file: string, line: number): JsonLine['object'] {
  const value = parsed(/\d{16}/.test(text) ? text.replaceAll(longNumber, '$1"$2"') : text) ?? parsed(text);
  const found: JsonFound | undefined =
    value === undefined
      ? 'no-json'
      : Array.isArray(value.json)
        ? 'list'
        : isObject(value.json)
          ? undefined
          : 'value';
  if (value !== undefined && isObject(value.json)) return value.json;
  throw dataFailure('json-line', { file, line, found: found ?? 'value' }, `${file}, line ${line}: no object`);
}

const isObject = (json: unknown): json is JsonLine['object'] =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

function parsed(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined; // The line is named in the failure.
  }
}

/** A value as a cell; undefined for a list or an object, which is none. */
export function cellOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null || value === undefined ? '' : undefined;
}
