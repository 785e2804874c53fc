import type { Blob, StoredObject } from './objects.ts';

export interface Upload {
  readonly described: Pick<StoredObject, 'bucket' | 'key' | 'contentType' | 'headers' | 'metadata'>;
  readonly parts: Map<number, Blob>;
}

/** Unfinished uploads, in memory only: after a crash their parts are removed. */
export type Uploads = Map<string, Upload>;
