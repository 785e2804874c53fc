import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { readJsonFile, writeJsonFile } from './jsonFiles.ts';

const destinationSchema = z.object({
  bucket: z.string(),
  roleArn: z.string(),
  /** Account id of the bucket's owner, once the bucket was seen. */
  owner: z.optional(z.string()),
});

/** Where runs of a connection go and in whose name they run. */
export type Destination = z.infer<typeof destinationSchema>;

/** Asked once for each connection, or its own, and remembered; neither is a secret. */
export interface Destinations {
  find(connectionId: string): Promise<Destination | undefined>;
  save(connectionId: string, destination: Destination): Promise<void>;
}

export function openDestinations(storageFolder: string): Destinations {
  const pathOf = (connectionId: string) =>
    join(
      storageFolder,
      'connections',
      `${createHash('sha256').update(connectionId).digest('hex').slice(0, 32)}.json`,
    );
  return {
    find: (connectionId) => readJsonFile(pathOf(connectionId), destinationSchema),
    save: (connectionId, { bucket, roleArn, owner }) =>
      writeJsonFile(pathOf(connectionId), { connectionId, bucket, roleArn, owner }),
  };
}
