import type { LogStore } from '../logs/store.ts';
import type { JobProcesses } from '../jobs/processes.ts';
import type { ObjectStore } from '../s3/objects.ts';
import type { Buckets } from '../s3/buckets.ts';
import type { Resources } from '../store/resources.ts';
import type { LinearModel } from '../../learner/model.ts';
import type { Endpoint, EndpointConfig, Model, Tags, TrainingJob } from './resources.ts';

/** What SageMaker's operations work on. */
export interface SageMakerContext {
  readonly clock: () => Date;
  readonly buckets: Buckets;
  readonly objects: ObjectStore;
  readonly logs: LogStore;
  readonly trainingJobs: Resources<TrainingJob>;
  readonly models: Resources<Model>;
  readonly endpointConfigs: Resources<EndpointConfig>;
  readonly endpoints: Resources<Endpoint>;
  readonly tags: Resources<Tags>;
  readonly jobProcesses: JobProcesses;
  /** Models of the endpoints in service, by endpoint name. */
  readonly loadedModels: Map<string, LinearModel>;
  /** Ends the process of a running training job, by job name. */
  readonly runningJobs: Map<string, (reason: 'stopped' | 'max-runtime') => void>;
  readonly onError: (error: unknown) => void;
}

export const epochSeconds = (clock: () => Date) => clock().getTime() / 1000;
