import { ensureDeleterRole } from './deleterRole.ts';
import { invocationsSince } from './metrics.ts';
import {
  armSchedule,
  ensureScheduleGroup,
  findSchedule,
  listSchedules,
  moveSchedule,
  removeSchedule,
} from './schedules.ts';
import { sageMakerBill } from './bill.ts';
import { listBuckets } from './buckets.ts';
import { bucketStanding } from './bucketStanding.ts';
import type { AwsClients } from './connections/clients.ts';
import { getJson, listObjects, putJson, uploadFiles } from './datasets.ts';
import { deleteEndpoint, deletePart, endpointParts, servesAlone } from './deletion.ts';
import { deploy } from './deploy.ts';
import { ensureBucket } from './ensureBucket.ts';
import { downloadObject } from './s3/downloadObject.ts';
import {
  describeEndpoint,
  endpointOrigin,
  endpointState,
  listEndpoints,
  waitInService,
} from './endpoints.ts';
import { accountAlias, credentialsExpiry, whoAmI } from './identity.ts';
import { readEndpointGuard, writeEndpointGuard } from './endpointGuard.ts';
import { invokeEndpoint, invokeWithRows } from './invoke.ts';
import { instancesInUse } from './instancesInUse.ts';
import { listInstanceQuotas, sweepQuotas } from './quotas.ts';
import { listOurConfigs, listOurModels } from './leftovers.ts';
import { deleteRole, listOurRoles } from './ourRoles.ts';
import { publishedRates } from './prices/pricingApi.ts';
import { isPartUsed } from './partUse.ts';
import { deployRecipe, findRecipe } from './recipes.ts';
import { lookAtRole } from './roleTrust.ts';
import { createExecutionRole, listExecutionRoles } from './roles.ts';
import { sightEndpoint, sightTrainingJob } from './sightings.ts';
import {
  holdsDataOf,
  removeDataOfRefusedJob,
  stopUnlessDataIsOwn,
  trainDataOf,
  uploadTrainingData,
} from './trainingData.ts';
import { deleteObjects, objectsBelow } from './objectsBelow.ts';
import { countBelow } from './s3/count.ts';
import { deleteUnchanged } from './s3/deleteUnchanged.ts';
import { deleteBelow } from './s3/deletion.ts';
import { discardTransfer } from './s3/discard.ts';
import { planDownload, resumeDownload, startDownload } from './s3/downloads.ts';
import { createFolderKey } from './s3/folderKeys.ts';
import { pendingUploads } from './s3/listing.ts';
import { copyObjects, moveObjects } from './s3/move.ts';
import { presignGet } from './s3/presign.ts';
import { bucketProperties, objectProperties } from './s3/properties.ts';
import { listRegionalBuckets } from './s3/regions.ts';
import { planUpload } from './s3/uploadPlan.ts';
import { abortUpload, uploadedBytes } from './s3/uploadParts.ts';
import { resumeUpload, startUpload } from './s3/uploads.ts';
import { simulate } from './simulation.ts';
import { tableObjects } from './tableObjects.ts';
import {
  createTrainingJob,
  deleteTrainingJob,
  describeTrainingJob,
  followTrainingJob,
  listTrainingJobs,
  stopTrainingJob,
} from './trainingJobs.ts';

const operations = {
  abortUpload,
  accountAlias,
  armSchedule,
  bucketProperties,
  bucketStanding,
  copyObjects,
  countBelow,
  createExecutionRole,
  createFolderKey,
  createTrainingJob,
  credentialsExpiry,
  deleteBelow,
  deleteEndpoint,
  deleteObjects,
  deletePart,
  deleteRole,
  deleteTrainingJob,
  deleteUnchanged,
  deploy,
  deployRecipe,
  describeEndpoint,
  describeTrainingJob,
  discardTransfer,
  downloadObject,
  endpointOrigin,
  endpointParts,
  endpointState,
  ensureBucket,
  ensureDeleterRole,
  ensureScheduleGroup,
  findRecipe,
  findSchedule,
  followTrainingJob,
  getJson,
  holdsDataOf,
  instancesInUse,
  invocationsSince,
  invokeEndpoint,
  invokeWithRows,
  isPartUsed,
  listBuckets,
  listEndpoints,
  listExecutionRoles,
  listInstanceQuotas,
  listObjects,
  listOurConfigs,
  listOurModels,
  listOurRoles,
  listRegionalBuckets,
  listSchedules,
  listTrainingJobs,
  lookAtRole,
  moveObjects,
  moveSchedule,
  objectProperties,
  objectsBelow,
  pendingUploads,
  planDownload,
  planUpload,
  presignGet,
  publishedRates,
  putJson,
  readEndpointGuard,
  removeDataOfRefusedJob,
  removeSchedule,
  resumeDownload,
  resumeUpload,
  sageMakerBill,
  servesAlone,
  sightEndpoint,
  sightTrainingJob,
  startDownload,
  startUpload,
  simulate,
  stopTrainingJob,
  stopUnlessDataIsOwn,
  sweepQuotas,
  tableObjects,
  trainDataOf,
  uploadFiles,
  uploadTrainingData,
  uploadedBytes,
  waitInService,
  whoAmI,
  writeEndpointGuard,
};

type Bound<Operation> = Operation extends (clients: AwsClients, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

/** The operations of this folder without their first parameter, the clients. */
export type AwsOperations = {
  readonly [Name in keyof typeof operations]: Bound<(typeof operations)[Name]>;
};

/** Binds every operation to the clients of one connection. */
export function bindOperations(clients: AwsClients): AwsOperations {
  const all: readonly (readonly [string, (clients: AwsClients, ...rest: never[]) => unknown])[] =
    Object.entries(operations);
  // SAFETY: the same names, each function without its first parameter.
  return Object.fromEntries(
    all.map(([name, operation]) => [name, operation.bind(undefined, clients)]),
  ) as unknown as AwsOperations;
}
