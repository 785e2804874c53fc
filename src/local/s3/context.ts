import type { ServiceRequest, ServiceResponse } from '../protocols/service.ts';
import type { Resources } from '../store/resources.ts';
import type { Blobs } from './blobs.ts';
import type { Bucket } from './bucket.ts';
import type { ObjectStore } from './objects.ts';
import type { Uploads } from './uploads.ts';

export interface S3Context {
  /** Owner of every bucket. */
  readonly accountId: string;
  readonly buckets: Resources<Bucket>;
  readonly objects: ObjectStore;
  readonly blobs: Blobs;
  readonly uploads: Uploads;
  readonly clock: () => Date;
}

export interface S3Request extends ServiceRequest {
  readonly bucket: string;
  readonly key: string;
}
export type S3Operation = (context: S3Context, request: S3Request) => Promise<ServiceResponse>;
