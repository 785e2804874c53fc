import { stat } from 'node:fs/promises';
import { explain } from '../../platform/messages.ts';
import type { FailureMessage } from '../contract/messages.ts';
import { failureMessage } from './connectPage.ts';
import { linesAround } from './excerpt.ts';
import type { ExcerptLine } from './excerpt.ts';

interface FailedAt {
  readonly failure: FailureMessage;
  readonly excerpt?: readonly ExcerptLine[];
}

/** The size of a local file; undefined if there is none. */
export async function fileSize(path: string | undefined): Promise<{ readonly sizeBytes?: number }> {
  const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
  return found === undefined || found.isDirectory() ? {} : { sizeBytes: found.size };
}

/** The failure and, where it names a line, the lines around it. */
export async function failedAt(path: string | undefined, error: unknown): Promise<FailedAt> {
  const failure = failureMessage(error);
  const place = explain(error).remedies.find((remedy) => remedy.kind === 'openFile');
  if (path === undefined || place === undefined || place.line <= 1) return { failure };
  return { failure, excerpt: await linesAround(path, place.line).catch(() => []) };
}
