import { join } from 'node:path';
import * as z from 'zod/mini';
import { appendText } from '../../files/appendText.ts';
import { parsedLines } from './jsonLines.ts';
import { readText } from './readRecord.ts';

const removedSchema = z.object({ connectionId: z.string(), trainingJobName: z.string() });

const pathIn = (storageFolder: string) => join(storageFolder, 'removedRuns.jsonl');

/** Remembers that the user removed a run: its job is still on its connection, where it would be found again. */
export async function rememberRemoved(
  storageFolder: string,
  connectionId: string,
  trainingJobName: string,
): Promise<void> {
  const line = JSON.stringify({ connectionId, trainingJobName });
  await appendText(pathIn(storageFolder), `\n${line}\n`, { mode: 0o600, syncs: true });
}

/** Names of the jobs of a connection whose runs were removed. */
export async function removedFrom(storageFolder: string, connectionId: string): Promise<ReadonlySet<string>> {
  const text = await readText(pathIn(storageFolder));
  const removed = text.kind === 'read' ? parsedLines(text.value, removedSchema) : [];
  return new Set(
    removed.filter((one) => one.connectionId === connectionId).map((one) => one.trainingJobName),
  );
}
