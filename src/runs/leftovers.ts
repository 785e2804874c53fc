import type { EndpointDetails } from '../aws/endpoints.ts';
import type { RoleEvidence } from '../aws/ourRoles.ts';
import type { PendingUpload } from '../aws/s3/listing.ts';
import type { TrainingJobDetails } from '../aws/trainingJobs.ts';
import type { RunArtifacts } from './runArtifacts.ts';

/** Something of ours on a connection that can be cleaned up. `name` identifies it within its kind. */
export type Leftover =
  /** `isOwn`: this user made it; one that only carries our tags may be a colleague's. */
  | {
      readonly kind: 'endpoint';
      readonly name: string;
      readonly details: EndpointDetails;
      readonly isOwn: boolean;
    }
  | ({ readonly kind: 'trainingJob' } & RunningJob)
  | { readonly kind: 'upload'; readonly name: string; readonly upload: PendingUpload; readonly bytes: number }
  /** `isServing`: an endpoint that lives, or may live, uses it; undefined where not all endpoints are known. */
  | { readonly kind: 'config'; readonly name: string; readonly isServing: boolean | undefined }
  | { readonly kind: 'model'; readonly name: string; readonly isServing: boolean | undefined }
  /** Of the endpoint with its name; useless once that is gone. */
  | { readonly kind: 'schedule'; readonly name: string; readonly isServing: boolean | undefined }
  /** What an ended run has in S3; `name` is its training job. `isKnown`: the run is on this machine. */
  | {
      readonly kind: 'artifacts';
      readonly name: string;
      readonly artifacts: RunArtifacts;
      readonly isKnown: boolean;
    }
  | { readonly kind: 'role'; readonly name: string; readonly evidence: RoleEvidence };

export type LeftoverKind = Leftover['kind'];

/** It can be stopped, while SageMaker keeps its record. */
export interface RunningJob {
  readonly name: string;
  /** Started on this machine. */
  readonly isOwn: boolean;
  /** Undefined where it may not be described. */
  readonly instances: Pick<TrainingJobDetails, 'instanceType' | 'instanceCount'> | undefined;
}

export interface Leftovers {
  /** What bills first. */
  readonly found: readonly Leftover[];
  /** What could not be searched, or not to its end where there is no error. */
  readonly unsearched: readonly { readonly kind: LeftoverKind; readonly error: unknown }[];
}
