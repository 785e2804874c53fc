import { join } from 'node:path';
import * as z from 'zod/mini';
import { readJsonFile, writeJsonFile } from './jsonFiles.ts';

const memorySchema = z.record(
  z.string(),
  z.object({ bucket: z.optional(z.string()), roleArn: z.optional(z.string()) }),
);

/** What was asked once for a connection: where its runs go and which role trains. */
export interface RememberedConnection {
  readonly bucket?: string | undefined;
  readonly roleArn?: string | undefined;
}

export interface ConnectionMemory {
  of(connectionId: string): Promise<RememberedConnection>;
  remember(connectionId: string, facts: RememberedConnection): Promise<void>;
}

export function openConnectionMemory(storageFolder: string): ConnectionMemory {
  const path = join(storageFolder, 'connections.json');
  const read = async () => (await readJsonFile(path, memorySchema)) ?? {};
  return {
    of: async (connectionId) => (await read())[connectionId] ?? {},
    remember: async (connectionId, facts) => {
      const all = await read();
      await writeJsonFile(path, { ...all, [connectionId]: { ...all[connectionId], ...facts } });
    },
  };
}
