import { mkdir, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import { realFileSystem } from '../../files/writeFiles.ts';
import type { FileSystem } from '../../files/writeFiles.ts';
import { accountOf, arnOf } from '../account.ts';
import type { Account } from '../account.ts';
import { onFullDisk } from '../fullDisk.ts';
import { bodyLimits } from '../http/body.ts';
import type { BodyLimits } from '../http/body.ts';
import { createHttpServer } from '../http/server.ts';
import type { Route } from '../http/server.ts';
import { identityService } from '../identity/service.ts';
import { openInferencePool } from '../inference/pool.ts';
import type { InferenceLimits, InferencePool } from '../inference/pool.ts';
import { openJobProcesses } from '../jobs/processes.ts';
import type { JobProcesses } from '../jobs/processes.ts';
import { openRunningJobs } from '../jobs/runningJobs.ts';
import { logsService } from '../logs/service.ts';
import { tidyLogs } from '../logs/olderLogs.ts';
import { openLogStore } from '../logs/store.ts';
import { openInvocationCounts } from '../metrics/invocationCounts.ts';
import { metricsService } from '../metrics/service.ts';
import { openPermits } from '../permits/permits.ts';
import { maxInvocationBytes, runtimeService } from '../runtime/service.ts';
import { bucketSchema } from '../s3/bucket.ts';
import { openBlobs } from '../s3/blobs.ts';
import { importObjects, openObjectStore } from '../s3/objects.ts';
import { collectOrphans } from '../s3/orphans.ts';
import { s3Service } from '../s3/service.ts';
import { openUploads } from '../s3/uploads.ts';
import type { Uploads } from '../s3/uploads.ts';
import type { SageMakerContext } from '../sagemaker/context.ts';
import { endpointOperations, restoreEndpoints } from '../sagemaker/endpoints.ts';
import { jsonOperations } from '../protocols/json.ts';
import { deleteExpiredEndpoints } from '../sagemaker/expiredLeases.ts';
import { runDueSchedules, type Target } from '../scheduler/runDue.ts';
import { groupSchema, scheduleSchema, type SchedulerContext } from '../scheduler/schedules.ts';
import { schedulerService } from '../scheduler/service.ts';
import { endpointConfigOperations } from '../sagemaker/endpointConfigs.ts';
import { modelOperations } from '../sagemaker/models.ts';
import { sagemakerProtocol } from '../sagemaker/protocol.ts';
import { endpointConfigSchema, endpointSchema, modelSchema, tagsSchema } from '../sagemaker/resources.ts';
import { tagOperations } from '../sagemaker/tags.ts';
import { trainingJobSchema } from '../sagemaker/trainingJob.ts';
import { trainingJobOperations } from '../sagemaker/training/operations.ts';
import { failInterruptedJobs } from '../sagemaker/training/transitions.ts';
import type { Credentials } from '../signatures/sigv4.ts';
import { openDatabase } from '../store/database.ts';
import { importResources, openResources } from '../store/resources.ts';

/** Time between the two health checks of an endpoint being created. */
const healthCheckIntervalMs = 250;
/** Schedules and leases are kept to the minute. */
const dueIntervalMs = 20_000;
/** Body limits by protocol. S3 bodies are streamed unless the client omits the header with their hash. */
const maxJsonBytes = 4 * 1024 * 1024;
const maxQueryBytes = 64 * 1024;
const maxSignedObjectBytes = 64 * 1024 * 1024;

export interface EmbeddedServerOptions {
  readonly stateFolder: string;
  readonly jobModulePath: string;
  /** Module of the database's thread. */
  readonly storeModulePath: string | URL;
  readonly credentials: Credentials;
  readonly account?: Account;
  /** Jobs that train at a time; default: half the number of cores. Others wait as Pending. */
  readonly maxTrainingJobs?: number;
  /** Of log events; the oldest are dropped beyond it. */
  readonly maxLogBytes?: number;
  readonly inferenceLimits?: Partial<InferenceLimits>;
  readonly bodyLimits?: Partial<BodyLimits>;
  /** In place of processes of the job module. */
  readonly jobProcesses?: JobProcesses;
  readonly inference?: InferencePool;
  readonly clock?: () => Date;
  /** Throws if EventBridge Scheduler cannot assume the role, or if the role must not delete the endpoint. */
  readonly checkSchedule?: (use: ScheduleUse) => void;
  readonly fs?: FileSystem;
  readonly onRequest?: () => void;
  /** The database is gone: nothing can be stored any more. */
  readonly onStoreLost?: () => void;
  readonly onError: (error: unknown) => void;
}

/** What a schedule's role is to be used for; without an endpoint, to be kept. */
export interface ScheduleUse {
  readonly roleArn: string;
  readonly endpointArn?: string;
  /** Of the endpoint. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface EmbeddedServer {
  /** Another listener on the same state. */
  createListener(): Server;
  readonly runningJobCount: number;
  /** Runs due schedules and deletes endpoints whose leases have ended. Also runs on a timer. */
  runDue(): Promise<void>;
  /** Accepts no new training job from now on; resolves when the last one has ended. */
  drain(): Promise<void>;
  /** Kills all child processes and closes the database; the caller closes the listeners. */
  dispose(): Promise<void>;
}

/** Opens the state folder, cleans up after a crash, and serves S3, SageMaker, its runtime, CloudWatch, its Logs, EventBridge Scheduler, STS and IAM. */
export async function openEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const {
    stateFolder,
    credentials,
    account = accountOf(),
    maxTrainingJobs = Math.max(1, Math.floor(availableParallelism() / 2)),
    fs = realFileSystem,
    clock = () => new Date(),
    onRequest = () => undefined,
  } = options;
  let isDisposed = false;
  const closing = new AbortController();
  const onError = (error: unknown) => {
    if (!isDisposed) options.onError(error);
  };
  await mkdir(stateFolder, { recursive: true, mode: 0o700 });
  const folder = (name: string) => join(stateFolder, name);
  // Left by a crash.
  await rm(folder('scratch'), { recursive: true, force: true });
  for (const name of ['scratch', 's3'])
    await onFullDisk(stateFolder, () => mkdir(folder(name), { recursive: true, mode: 0o700 }));
  const database = await openDatabase({
    folder: stateFolder,
    modulePath: options.storeModulePath,
    onError,
    ...(options.onStoreLost === undefined ? {} : { onLost: options.onStoreLost }),
  });
  /** The resources of a kind; those of older builds were in a folder. */
  const resources = async <T extends { readonly name: string }>(
    kind: string,
    olderFolder: string,
    schema: z.ZodMiniType<T>,
  ) => {
    const setAsideFolder = folder('set-aside');
    await importResources(kind, schema, { database, folder: folder(olderFolder), setAsideFolder, onError });
    return openResources(database, kind, schema, onError);
  };
  const buckets = await resources('bucket', 'buckets', bucketSchema);
  const s3Folder = folder('s3');
  const blobs = openBlobs(fs, s3Folder, database.storeId);
  await importObjects(s3Folder, { database, setAsideFolder: folder('set-aside'), onError });
  const objects = openObjectStore({ database, blobs, clock, onError });
  const logOptions = {
    database,
    folder: folder('logs'),
    ...(options.maxLogBytes === undefined ? {} : { limits: { totalBytes: options.maxLogBytes } }),
    onError,
  };
  await tidyLogs(logOptions);
  const logs = openLogStore({ ...logOptions, clock });
  const inference = options.inference ?? openInferencePool(options.jobModulePath, options.inferenceLimits);
  const jobProcesses = options.jobProcesses ?? openJobProcesses(options.jobModulePath);
  const runningJobs = openRunningJobs();
  const context: SageMakerContext = {
    account,
    clock,
    buckets,
    objects,
    blobs,
    scratchFolder: folder('scratch'),
    closing: closing.signal,
    logs,
    jobProcesses,
    healthCheckIntervalMs,
    onError,
    trainingJobs: await resources('training job', 'training-jobs', trainingJobSchema),
    models: await resources('model', 'models', modelSchema),
    endpointConfigs: await resources('endpoint configuration', 'endpoint-configs', endpointConfigSchema),
    endpoints: await resources('endpoint', 'endpoints', endpointSchema),
    tags: await resources('tags', 'tags', tagsSchema),
    inference,
    invocations: openInvocationCounts(clock),
    served: { folder: folder('served'), storeId: database.storeId },
    runningJobs,
    trainingPermits: openPermits(maxTrainingJobs),
  };
  await failInterruptedJobs(context);
  await restoreEndpoints(context);
  const uploads = openUploads({ database, blobs, objects, clock, onError });
  const checkSchedule = options.checkSchedule ?? (() => undefined);
  const scheduler: SchedulerContext = {
    account,
    clock,
    schedules: openResources(database, 'schedule', scheduleSchema, onError),
    groups: openResources(database, 'schedule group', groupSchema, onError),
    checkRole: (roleArn) => checkSchedule({ roleArn }),
  };
  const { DeleteEndpoint } = endpointOperations(context);
  const deleteEndpoint = async (target: Target) => {
    const { roleArn, endpointName: EndpointName } = target;
    const endpointArn = arnOf(account, 'endpoint', EndpointName);
    checkSchedule({ roleArn, endpointArn, tags: context.tags.get(endpointArn)?.tags });
    await DeleteEndpoint?.({ EndpointName }, {});
  };
  const due = oneAtATime(async () => {
    if (isDisposed) return;
    await runDueSchedules(scheduler, { deleteEndpoint, onError });
    await deleteExpiredEndpoints(context);
  });
  const timer = setInterval(() => void due().catch(onError), dueIntervalMs).unref();
  void due().catch(onError);
  const startedAtMs = Date.now();
  void collectOrphans({ database, s3Folder, startedAtMs, signal: closing.signal, onError }).catch(onError);
  const services = routes(context, uploads, scheduler);
  const bodies = bodyLimits(options.bodyLimits);
  return {
    createListener: () =>
      createHttpServer({
        credentials,
        clock,
        bodies,
        onRequest,
        onError,
        route: (service, path) =>
          service === 'sagemaker' && path.startsWith('/endpoints/')
            ? services.runtime
            : Object.hasOwn(services, service)
              ? services[service]
              : undefined,
      }),
    get runningJobCount() {
      return runningJobs.size;
    },
    runDue: due,
    drain: () => runningJobs.drain(),
    async dispose() {
      clearInterval(timer);
      // What the ends of the processes would change is left to the next start, as after a crash.
      isDisposed = true;
      closing.abort();
      await database.close();
      jobProcesses.dispose();
      inference.dispose();
    },
  };
}

/** A call while another runs waits for it, and then runs once. */
function oneAtATime(run: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.catch(() => undefined).then(run);
    return last;
  };
}

function routes(context: SageMakerContext, uploads: Uploads, scheduler: SchedulerContext) {
  const s3 = s3Service({
    accountId: context.account.id,
    buckets: context.buckets,
    objects: context.objects,
    blobs: context.blobs,
    uploads,
    clock: context.clock,
  });
  const sagemaker = jsonOperations(sagemakerProtocol, {
    ...trainingJobOperations(context),
    ...modelOperations(context),
    ...endpointConfigOperations(context),
    ...endpointOperations(context),
    ...tagOperations(context),
  });
  const identity: Route = {
    protocol: 'query',
    service: identityService(context.account),
    maxBodyBytes: maxQueryBytes,
  };
  const all: Readonly<Record<string, Route>> & { readonly runtime: Route } = {
    s3: { protocol: 's3', service: s3, maxBodyBytes: maxSignedObjectBytes },
    sagemaker: { protocol: 'json', service: sagemaker, maxBodyBytes: maxJsonBytes },
    logs: {
      protocol: 'json',
      service: logsService(context.account, context.logs),
      maxBodyBytes: maxJsonBytes,
    },
    scheduler: {
      protocol: 'rest-json',
      service: schedulerService(scheduler),
      maxBodyBytes: maxJsonBytes,
    },
    monitoring: {
      protocol: 'json',
      service: metricsService(context.invocations),
      maxBodyBytes: maxJsonBytes,
    },
    sts: identity,
    iam: identity,
    runtime: { protocol: 'rest-json', service: runtimeService(context), maxBodyBytes: maxInvocationBytes },
  };
  return all;
}
