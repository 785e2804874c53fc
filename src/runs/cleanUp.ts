import { unlessMissing } from '../aws/failures/call.ts';
import { hasEnded } from '../aws/jobStatus.ts';
import { untilGone } from '../aws/untilGone.ts';
import type { EndpointLedger } from '../guard/journal/endpointLedger.ts';
import type { JobLedger } from '../guard/journal/jobLedger.ts';
import { deleteOnRecord } from './deleteOnRecord.ts';
import { requireUndeployed } from './deleteRun.ts';
import type { Leftover, LeftoverKind, Leftovers, RunningJob } from './leftovers.ts';
import { ownEndpoints } from './ownEndpoints.ts';
import { livingEndpoints } from './ourEndpoints.ts';
import type { LivingEndpoints } from './ourEndpoints.ts';
import { deleteArtifacts } from './runArtifacts.ts';
import type { Session } from './session.ts';
import { endedArtifacts, incompleteUploads, jobPrefix } from './strandedObjects.ts';
import type { SearchedRun } from './strandedObjects.ts';

export interface CleanUpNeeds {
  readonly ledger: EndpointLedger;
  readonly jobs: JobLedger;
  /** The runs of this machine on the connection, the newest first. */
  readonly runs: readonly SearchedRun[];
}

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
  /** What a search found, and whether there is more than it looked at. */
  const listed = async <T>(
    kind: LeftoverKind,
    list: () => Promise<{ readonly found: readonly T[]; readonly hasMore: boolean }>,
  ): Promise<readonly T[]> =>
    searched(kind, [], async () => {
      const { found, hasMore } = await list();
      if (hasMore) unsearched.push({ kind, error: undefined });
      return found;
    });
  const { aws } = session;
  const endpoints = await searched('endpoint', undefined, () => livingEndpoints(session, needs.ledger));
  const isServing = await servingOf(session, needs.ledger, endpoints);
  const isOwnEndpoint = await ownEndpoints(session, needs.ledger, signal);
  const running = await searched('trainingJob', undefined, () => runningJobs(session, needs, signal));
  const configs = await listed('config', () => aws.listOurConfigs(signal));
  const models = await listed('model', () => aws.listOurModels(signal));
  const schedules = await searched('schedule', [], () => aws.listSchedules(signal));
  const roles = await listed('role', () => aws.listOurRoles(signal));
  // Objects of a running job are not leftovers.
  const known = (): readonly RunningJob[] => {
    if (running === undefined) throw unsearched.find(({ kind }) => kind === 'trainingJob')?.error;
    return running;
  };
  const { runs } = needs;
  const artifacts = await listed('artifacts', async () => endedArtifacts(session, runs, known(), signal));
  const uploads = await listed('upload', async () => incompleteUploads(session, runs, known(), signal));
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
    ...roles.map((role) => ({ kind: 'role' as const, ...role })),
  ];
  return { found, unsearched };
}

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

async function runningJobs(
  { aws, connectionId }: Session,
  { jobs, runs }: CleanUpNeeds,
  signal: AbortSignal,
): Promise<readonly RunningJob[]> {
  const { entries } = await jobs.read();
  const here = entries.filter((entry) => entry.connectionId === connectionId);
  const own = new Set(here.map(({ trainingJobName }) => trainingJobName));
  const names = new Set(own);
  const ofRuns = new Set(runs.map(({ trainingJobName }) => trainingJobName));
  const { jobs: newest } = await aws.listTrainingJobs({ pageSize: 100 }, signal);
  for (const { trainingJobName, status } of newest)
    if (hasEnded(status)) names.delete(trainingJobName);
    else if (trainingJobName.startsWith(jobPrefix) || ofRuns.has(trainingJobName)) names.add(trainingJobName);
  const running: RunningJob[] = [];
  for (const name of names) {
    const instances = await aws.describeTrainingJob(name, signal).catch(() => undefined);
    signal.throwIfAborted();
    running.push({ name, isOwn: own.has(name), instances });
  }
  return running;
}

/** Deletes a resource, or stops a training job, and returns once that is seen. Throws the call's error, and 'deletion-not-seen'. */
export async function cleanUp(
  session: Session,
  ledger: EndpointLedger,
  leftover: Leftover,
  signal: AbortSignal,
): Promise<void> {
  const { aws, pollIntervalMs } = session;
  const { name } = leftover;
  const seen = (isThere: () => Promise<boolean>) =>
    untilGone({ kind: leftover.kind, name }, isThere, { signal, pollIntervalMs });
  switch (leftover.kind) {
    case 'endpoint': {
      const request = { endpointName: name, also: { config: true, model: false }, by: 'user' as const };
      const deletion = await deleteOnRecord(session, ledger, request, { signal });
      if (deletion.kind === 'left') throw deletion.error;
      return;
    }
    case 'trainingJob':
      await aws.stopTrainingJob(name, signal);
      return seen(async () => {
        const details = await unlessMissing(() => aws.describeTrainingJob(name, signal));
        return details?.status === 'InProgress';
      });
    case 'upload': {
      const { upload } = leftover;
      await aws.abortUpload(upload, upload.uploadId, signal);
      return seen(async () => {
        const pending = await aws.pendingUploads(upload, signal);
        return pending.some(({ uploadId }) => uploadId === upload.uploadId);
      });
    }
    case 'config':
    case 'model':
    case 'schedule':
      return aws.deletePart({ kind: leftover.kind, name }, { signal, pollIntervalMs });
    case 'artifacts': {
      const { artifacts } = leftover;
      const { bucket } = artifacts;
      await requireUndeployed(ledger, { connectionId: session.connectionId, trainingJobName: name });
      await deleteArtifacts(session, artifacts, signal);
      // An object that is written meanwhile is another's.
      const deleted = new Set(artifacts.objects.map(({ key }) => key));
      const folders = new Set(
        [...deleted].map((key) => key.slice(0, key.indexOf(`/${name}/`) + name.length + 2)),
      );
      return seen(async () => {
        for (const key of folders) {
          const left = await aws.objectsBelow({ bucket, key }, signal);
          if (left.some((one) => deleted.has(one.key))) return true;
        }
        return false;
      });
    }
    case 'role':
      return aws.deleteRole(name, { signal, pollIntervalMs });
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
