import type { Account } from '../account.ts';
import type { LogStore } from '../logs/store.ts';
import type { InferencePool } from '../inference/pool.ts';
import type { JobProcesses } from '../jobs/processes.ts';
import type { RunningJobs } from '../jobs/runningJobs.ts';
import type { InvocationCounts } from '../metrics/invocationCounts.ts';
import type { Permits } from '../permits/permits.ts';
import type { Blobs } from '../s3/blobs.ts';
import type { ObjectStore } from '../s3/objects.ts';
import type { Bucket } from '../s3/bucket.ts';
import type { Resources } from '../store/resources.ts';
import type { ServedArtifacts } from './servedArtifacts.ts';
import type { Endpoint, EndpointConfig, Model, Tags } from './resources.ts';
import type { TrainingJob } from './trainingJob.ts';

/** What SageMaker's operations work on. */
export interface SageMakerContext {
  readonly account: Account;
  readonly clock: () => Date;
  readonly buckets: Resources<Bucket>;
  readonly objects: ObjectStore;
  readonly blobs: Blobs;
  /** Files of running jobs; on the same file system as the objects, so that a hard link replaces a download. */
  readonly scratchFolder: string;
  readonly logs: LogStore;
  readonly trainingJobs: Resources<TrainingJob>;
  readonly models: Resources<Model>;
  readonly endpointConfigs: Resources<EndpointConfig>;
  readonly endpoints: Resources<Endpoint>;
  readonly tags: Resources<Tags>;
  readonly jobProcesses: JobProcesses;
  readonly healthCheckIntervalMs: number;
  readonly inference: InferencePool;
  readonly invocations: InvocationCounts;
  readonly served: ServedArtifacts;
  readonly runningJobs: RunningJobs;
  /** Limits how many jobs train at a time. */
  readonly trainingPermits: Permits;
  /** Aborted when the server ends. */
  readonly closing: AbortSignal;
  readonly onError: (error: unknown) => void;
}

export const epochSeconds = (clock: () => Date) => clock().getTime() / 1000;
