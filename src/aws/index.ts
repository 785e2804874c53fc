export { defaultBucketName } from './bucketNames.ts';
export * from './buckets.ts';
export { type AwsClients, createClients, openClients } from './connections/clients.ts';
export { listProfiles, type SharedProfile } from './connections/profiles.ts';
export * from './connections/types.ts';
export * from './costs.ts';
export { fetchRates } from './prices/fetchRates.ts';
export * from './datasets.ts';
export type { CreateOptions } from './creation.ts';
export * from './deletion.ts';
export * from './deploy.ts';
export * from './ensureBucket.ts';
export * from './s3/downloadObject.ts';
export {
  describeEndpoint,
  endpointState,
  type EndpointDetails,
  endpointOrigin,
  type EndpointSummary,
  listEndpoints,
  waitInService,
} from './endpoints.ts';
export type { ProfileKind, SignInSource } from './connections/profileKinds.ts';
export { helpOf, withHelp } from './failures/credentialsHelp.ts';
export { mfaCodeNeeded, signInFailed, signInNotPossible } from './failures/signInFailures.ts';
export { observed } from './observed.ts';
export { stateOfFailure } from './connections/stateOfFailure.ts';
export { signInEndReader, signInLimitMs, signInSource, signInToSso } from './signIn/signIn.ts';
export type { AwsFailure, AwsFailureCode, AwsFailureFacts } from './failures/errors.ts';
export * from './identity.ts';
export * from './invoke.ts';
export { type GrowingLog, type LogLine, openTrainingLog } from './logs.ts';
export { type AwsOperations, bindOperations } from './operations.ts';
export { type Sighting, sightEndpoint, sightTrainingJob } from './sightings.ts';
export type { Origin } from './tags.ts';
export { tableObjects, type TableObject } from './tableObjects.ts';
export * from './trainingData.ts';
export * from './trainingJobs.ts';
