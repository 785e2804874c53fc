import type { Blob, StoredObject } from './objects.ts';

export interface Upload {
  readonly described: Pick<StoredObject, 'bucket' | 'key' | 'contentType' | 'headers' | 'metadata'>;
  readonly parts: Map<number, Blob>;
}

/** Uploads under way live in memory: after a crash their parts belong to no object and are removed. */
export type Uploads = Map<string, Upload>;
