import type { EndpointDetails } from '../aws/endpoints.ts';
import type { PendingUpload } from '../aws/s3/listing.ts';
import { parseS3Uri } from '../aws/s3/s3Uri.ts';
import { hasEnded } from '../aws/jobStatus.ts';
import type { EndpointLedger } from '../guard/journal/endpointLedger.ts';
import type { JobLedger } from '../guard/journal/jobLedger.ts';
import { deleteOnRecord } from './deleteOnRecord.ts';
import { requireUndeployed } from './deleteRun.ts';
import { ownEndpoints } from './ownEndpoints.ts';
import { livingEndpoints } from './ourEndpoints.ts';
import type { LivingEndpoints } from './ourEndpoints.ts';
import { deleteArtifacts, objectCount, runArtifacts } from './runArtifacts.ts';
import type { RunArtifacts } from './runArtifacts.ts';
import type { RunRecord } from './runRecords.ts';
import type { Session } from './session.ts';

/** Something of ours on a connection that can be cleaned up. `name` identifies it within its kind. */
export type Leftover =
  /** `isOwn`: this user made it; one that only carries our tags may be a colleague's. */
  | {
      readonly kind: 'endpoint';
      readonly name: string;
      readonly details: EndpointDetails;
      readonly isOwn: boolean;
    }
  /** It is running: it can be stopped, while SageMaker keeps its record. `isOwn`: started on this machine. */
  | { readonly kind: 'trainingJob'; readonly name: string; readonly isOwn: boolean }
  | { readonly kind: 'upload'; readonly name: string; readonly upload: PendingUpload; readonly bytes: number }
  /** `isServing`: an endpoint that lives, or may live, uses it; undefined where not all endpoints are known. */
  | { readonly kind: 'config'; readonly name: string; readonly isServing: boolean | undefined }
  | { readonly kind: 'model'; readonly name: string; readonly isServing: boolean | undefined }
  /** Of the endpoint with its name; useless once that is gone. */
  | { readonly kind: 'schedule'; readonly name: string; readonly isServing: boolean | undefined }
  /** What an ended run has in S3; `name` is its training job. */
  | { readonly kind: 'artifacts'; readonly name: string; readonly artifacts: RunArtifacts }
  | { readonly kind: 'role'; readonly name: string };

export type LeftoverKind = Leftover['kind'];

export interface Leftovers {
  /** What bills first. */
  readonly found: readonly Leftover[];
  /** What could not be searched, or not to its end where there is no error. */
  readonly unsearched: readonly { readonly kind: LeftoverKind; readonly error: unknown }[];
}

export interface CleanUpNeeds {
  readonly ledger: EndpointLedger;
  readonly jobs: JobLedger;
  /** The runs of this machine on the connection, the newest first. */
  readonly runs: readonly Pick<RunRecord, 'trainingJobName' | 'modelS3Uri'>[];
}

/** Runs whose objects are counted, as each takes some calls. */
const mostRuns = 100;

/** Finds our resources on a connection by journal, tags, names and the runs of this machine. A denied search hides no other. */
export async function findLeftovers(
  session: Session,
  needs: CleanUpNeeds,
  { signal, onFound }: { readonly signal: AbortSignal; readonly onFound: (kind: LeftoverKind) => void },
): Promise<Leftovers> {
  const unsearched: { kind: LeftoverKind; error: unknown }[] = [];
  const searched = async <T>(kind: LeftoverKind, empty: T, search: () => Promise<T>): Promise<T> => {
    try {
      return await search();
    } catch (error) {
      signal.throwIfAborted();
      unsearched.push({ kind, error });
      return empty;
    } finally {
      onFound(kind);
    }
  };
  const listed = async (kind: 'config' | 'model' | 'role', list: typeof session.aws.listOurModels) =>
    searched(kind, [], async () => {
      const { found, hasMore } = await list(signal);
      if (hasMore) unsearched.push({ kind, error: undefined });
      return found;
    });
  const { aws } = session;
  const endpoints = await searched('endpoint', undefined, () => livingEndpoints(session, needs.ledger));
  const isServing = await servingOf(session, needs.ledger, endpoints);
  const isOwnEndpoint = await ownEndpoints(session, needs.ledger, signal);
  const running = await searched('trainingJob', undefined, () => runningJobs(session, needs, signal));
  const configs = await listed('config', aws.listOurConfigs);
  const models = await listed('model', aws.listOurModels);
  const schedules = await searched('schedule', [], () => aws.listSchedules(signal));
  const roles = await listed('role', aws.listOurRoles);
  // Objects of a running job are not leftovers.
  const known = (): Running => {
    if (running === undefined) throw unsearched.find(({ kind }) => kind === 'trainingJob')?.error;
    return running;
  };
  const artifacts = await searched('artifacts', [], () =>
    endedArtifacts(session, needs.runs, known(), signal),
  );
  const uploads = await searched('upload', [], () => incompleteUploads(session, needs.runs, known(), signal));
  // Those of a run go with it.
  const ofRuns = new Set(artifacts.flatMap((one) => one.artifacts.uploads.map(({ uploadId }) => uploadId)));
  const found: readonly Leftover[] = [
    ...(endpoints?.living ?? []).map((details) => ({
      kind: 'endpoint' as const,
      name: details.endpointName,
      details,
      isOwn: isOwnEndpoint(details),
    })),
    ...(running ?? []).map((job) => ({ kind: 'trainingJob' as const, ...job })),
    ...uploads.filter(({ upload }) => !ofRuns.has(upload.uploadId)),
    ...artifacts,
    ...configs.map(({ name }) => ({ kind: 'config' as const, name, isServing: isServing('config', name) })),
    ...models.map(({ name }) => ({ kind: 'model' as const, name, isServing: isServing('model', name) })),
    ...schedules.map((name) => ({ kind: 'schedule' as const, name, isServing: isServing('schedule', name) })),
    ...roles.map(({ name }) => ({ kind: 'role' as const, name })),
  ];
  return { found, unsearched };
}

type Running = readonly { readonly name: string; readonly isOwn: boolean }[];

type IsServing = (kind: 'config' | 'model' | 'schedule', name: string) => boolean | undefined;

/** What endpoints use, including recorded ones that were requested but not seen yet. */
async function servingOf(
  session: Session,
  ledger: EndpointLedger,
  endpoints: LivingEndpoints | undefined,
): Promise<IsServing> {
  const { living = [], others = [] } = endpoints ?? {};
  const { entries } = await ledger.read();
  const recorded = entries.filter(
    ({ connectionId, deletion }) => connectionId === session.connectionId && deletion?.goneAtMs === undefined,
  );
  const used = {
    config: new Set([
      ...living.map(({ endpointConfigName }) => endpointConfigName),
      ...recorded.flatMap(({ config }) => config ?? []),
    ]),
    model: new Set([
      ...living.flatMap(({ modelNames }) => modelNames),
      ...recorded.flatMap(({ models }) => models ?? []),
    ]),
    schedule: new Set([...living, ...others, ...recorded].map(({ endpointName }) => endpointName)),
  };
  return (kind, name) => used[kind].has(name) || (endpoints?.isComplete === true ? false : undefined);
}

/** Our names begin alike, also those of jobs that another machine has started. */
const jobPrefix = 'linear-learner-';

async function runningJobs(
  { aws, connectionId }: Session,
  { jobs, runs }: CleanUpNeeds,
  signal: AbortSignal,
): Promise<Running> {
  const { entries } = await jobs.read();
  const here = entries.filter((entry) => entry.connectionId === connectionId);
  const own = new Set(here.map(({ trainingJobName }) => trainingJobName));
  const names = new Set(own);
  const ofRuns = new Set(runs.map(({ trainingJobName }) => trainingJobName));
  const { jobs: newest } = await aws.listTrainingJobs({ pageSize: 100 }, signal);
  for (const { trainingJobName, status } of newest)
    if (hasEnded(status)) names.delete(trainingJobName);
    else if (trainingJobName.startsWith(jobPrefix) || ofRuns.has(trainingJobName)) names.add(trainingJobName);
  return [...names].map((name) => ({ name, isOwn: own.has(name) }));
}

async function endedArtifacts(
  session: Session,
  runs: CleanUpNeeds['runs'],
  running: Running,
  signal: AbortSignal,
) {
  const found: Extract<Leftover, { kind: 'artifacts' }>[] = [];
  const isRunning = new Set(running.map(({ name }) => name));
  for (const run of runs.slice(0, mostRuns)) {
    if (isRunning.has(run.trainingJobName)) continue;
    const artifacts = await runArtifacts(session, run, signal);
    if (artifacts !== undefined && objectCount(artifacts) + artifacts.uploads.length > 0)
      found.push({ kind: 'artifacts', name: run.trainingJobName, artifacts });
  }
  return found;
}

/** Uploads in parts that were never completed, below the prefixes of the runs. */
async function incompleteUploads(
  { aws }: Session,
  runs: CleanUpNeeds['runs'],
  running: Running,
  signal: AbortSignal,
) {
  const isOfRunning = (path: string) => running.some(({ name }) => path.includes(`/${name}/`));
  const prefixes = new Map<string, { readonly bucket: string; readonly key: string }>();
  for (const { modelS3Uri, trainingJobName } of runs) {
    const { bucket, key } = parseS3Uri(modelS3Uri);
    const end = key.indexOf(`output/${trainingJobName}/`);
    // Without a prefix the bucket may be shared.
    if (end > 0) prefixes.set(`${bucket}/${key.slice(0, end)}`, { bucket, key: key.slice(0, end) });
  }
  const found: Extract<Leftover, { kind: 'upload' }>[] = [];
  for (const prefix of prefixes.values())
    for (const upload of await aws.pendingUploads(prefix, signal)) {
      const { bucket, key, uploadId } = upload;
      if (isOfRunning(`/${key}`)) continue;
      const bytes = await aws.uploadedBytes(upload, uploadId, signal);
      found.push({ kind: 'upload', name: `s3://${bucket}/${key}`, upload, bytes });
    }
  return found;
}

/** Deletes a resource, or stops a training job. Throws the call's error. */
export async function cleanUp(
  session: Session,
  ledger: EndpointLedger,
  leftover: Leftover,
  signal: AbortSignal,
): Promise<void> {
  const { aws, pollIntervalMs } = session;
  const { name } = leftover;
  switch (leftover.kind) {
    case 'endpoint': {
      const request = { endpointName: name, also: { config: true, model: false }, by: 'user' as const };
      const deletion = await deleteOnRecord(session, ledger, request, { signal });
      if (deletion.kind === 'left') throw deletion.error;
      return;
    }
    case 'trainingJob':
      return aws.stopTrainingJob(name, signal);
    case 'upload':
      return aws.abortUpload(leftover.upload, leftover.upload.uploadId, signal);
    case 'config':
    case 'model':
    case 'schedule':
      return aws.deletePart({ kind: leftover.kind, name }, { signal, pollIntervalMs });
    case 'artifacts':
      await requireUndeployed(ledger, { connectionId: session.connectionId, trainingJobName: name });
      await deleteArtifacts(session, leftover.artifacts, signal);
      return;
    case 'role':
      return aws.deleteRole(name, signal);
  }
}

/**
 * Whether something may be deleted without being shown: what this user left running. Everything else names no owner and may be a
 * colleague's: a config kept for Redeploy, the schedule of an endpoint about to be created, an upload in progress.
 */
export function goesUnseen(leftover: Leftover): boolean {
  switch (leftover.kind) {
    case 'endpoint':
    case 'trainingJob':
      return leftover.isOwn;
    case 'upload':
    case 'config':
    case 'model':
    case 'schedule':
    case 'artifacts':
    case 'role':
      return false;
  }
}
