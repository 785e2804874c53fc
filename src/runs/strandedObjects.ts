import { unlessMissing } from '../aws/failures/call.ts';
import { hasCode } from '../aws/failures/errors.ts';
import { hasEnded } from '../aws/jobStatus.ts';
import type { PendingUpload } from '../aws/s3/listing.ts';
import { parseS3Uri } from '../aws/s3/s3Uri.ts';
import type { Leftover, RunningJob } from './leftovers.ts';
import { objectCount, runArtifacts } from './runArtifacts.ts';
import type { RunRecord } from './runRecords.ts';
import type { Session } from './session.ts';

/** Our names begin alike, also those of jobs that another machine has started. */
export const jobPrefix = 'linear-learner-';

export type SearchedRun = Pick<RunRecord, 'trainingJobName' | 'modelS3Uri'>;

/** Runs whose objects are counted, as each takes some calls. */
const mostRuns = 100;
/** Folders of a bucket that are searched for runs. */
const mostFolders = 50;

/** Of an experiment that names none. */
const defaultPrefix = 'linear-learner/';

/** Where runs are stored: below `prefix`, which is empty or ends in '/'. */
interface Place {
  readonly bucket: string;
  readonly prefix: string;
}

interface Places {
  readonly buckets: readonly string[];
  /** Of the runs of this machine. */
  readonly known: readonly Place[];
}

/** The buckets of the connection and of the runs of this machine, as far as they are this user's to look into. */
async function placesOf(
  session: Session,
  runs: readonly SearchedRun[],
  signal: AbortSignal,
): Promise<Places> {
  const known = new Map<string, Place>();
  const buckets = new Set<string>();
  for (const { modelS3Uri, trainingJobName } of runs) {
    const { bucket, key } = parseS3Uri(modelS3Uri);
    buckets.add(bucket);
    const end = key.indexOf(`output/${trainingJobName}/`);
    if (end >= 0) known.set(`${bucket}/${key.slice(0, end)}`, { bucket, prefix: key.slice(0, end) });
  }
  const own = (await session.knownDestination())?.bucket ?? (await defaultBucket(session, signal));
  if (own !== undefined) buckets.add(own);
  return { buckets: [...buckets], known: [...known.values()] };
}

/** The suggested bucket, if it exists and is the account's own. */
async function defaultBucket(session: Session, signal: AbortSignal): Promise<string | undefined> {
  const bucket = await session.suggestedBucket(signal);
  if (bucket === undefined) return undefined;
  try {
    const { accountId } = await session.identity(signal);
    const known = await session.bucketOwner(bucket);
    const standing = await session.aws.bucketStanding(bucket, { accountId, known, signal });
    return standing.kind === 'exists' && standing.owner === 'expected' ? bucket : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

interface Found<T> {
  readonly found: readonly T[];
  /** There may be more: searches are bounded. */
  readonly hasMore: boolean;
}

type Artifacts = Extract<Leftover, { kind: 'artifacts' }>;

/** What ended runs have in S3: those of this machine, and those that the layout of a bucket shows to be ours. */
export async function endedArtifacts(
  session: Session,
  runs: readonly SearchedRun[],
  running: readonly RunningJob[],
  signal: AbortSignal,
): Promise<Found<Artifacts>> {
  const isRunning = new Set(running.map(({ name }) => name));
  const isKnown = new Set(runs.map(({ trainingJobName }) => trainingJobName));
  const others = await runsInBuckets(session, await placesOf(session, runs, signal), signal);
  const unknown = others.found.filter(({ trainingJobName }) => !isKnown.has(trainingJobName));
  const all = [...runs, ...unknown].filter(({ trainingJobName }) => !isRunning.has(trainingJobName));
  const found: Artifacts[] = [];
  for (const run of all.slice(0, mostRuns)) {
    const name = run.trainingJobName;
    const artifacts = await runArtifacts(session, run, signal);
    if (artifacts === undefined || objectCount(artifacts) + artifacts.uploads.length === 0) continue;
    if (isKnown.has(name)) found.push({ kind: 'artifacts', name, artifacts, isKnown: true });
    else if (isOurs(artifacts) && (await isOver(session, name, signal)))
      found.push({ kind: 'artifacts', name, artifacts, isKnown: false });
  }
  return { found, hasMore: others.hasMore || all.length > mostRuns };
}

/** The Python SDK names jobs and outputs as we do, but has none of these objects. */
const isOurs = ({ objects, trainData }: Artifacts['artifacts']): boolean =>
  trainData !== undefined ||
  objects.some(({ key }) =>
    /\/(?:experiment\.json|preparation\.json|linear-(?:validation|test)-data)$/.test(key),
  );

async function isOver({ aws }: Session, name: string, signal: AbortSignal): Promise<boolean> {
  const details = await unlessMissing(() => aws.describeTrainingJob(name, signal));
  return details === undefined || hasEnded(details.status);
}

/** Runs by the folders of their jobs, PREFIX/output/JOB/. */
async function runsInBuckets(
  session: Session,
  { buckets, known }: Places,
  signal: AbortSignal,
): Promise<Found<SearchedRun>> {
  const found: SearchedRun[] = [];
  let hasMore = false;
  for (const bucket of buckets) {
    const root = await foldersOf(session, { bucket, prefix: '' }, signal);
    const ofRuns = known.filter((place) => place.bucket === bucket).map(({ prefix }) => prefix);
    const top = root.found.filter((folder) => folder !== 'output/').slice(0, mostFolders);
    hasMore ||= root.hasMore || root.found.length > mostFolders;
    for (const prefix of new Set(['', defaultPrefix, ...ofRuns, ...top])) {
      const jobs = await foldersOf(session, { bucket, prefix: `${prefix}output/` }, signal);
      hasMore ||= jobs.hasMore;
      for (const folder of jobs.found) {
        const trainingJobName = folder.slice(`${prefix}output/`.length, -1);
        if (!trainingJobName.startsWith(jobPrefix)) continue;
        found.push({ trainingJobName, modelS3Uri: `s3://${bucket}/${folder}output/model.tar.gz` });
      }
    }
  }
  return { found, hasMore };
}

/** The first thousand folders at a place; none where there is no such bucket, or it may not be listed. */
async function foldersOf({ aws }: Session, place: Place, signal: AbortSignal): Promise<Found<string>> {
  try {
    const { prefixes, nextToken } = await aws.listObjects({ ...place, pageSize: 1000 }, signal);
    return { found: prefixes, hasMore: nextToken !== undefined };
  } catch (error) {
    if (hasCode(error, 'resource-not-found')) return { found: [], hasMore: false };
    if (hasCode(error, 'access-denied')) return { found: [], hasMore: true };
    throw error;
  }
}

/** What a run uploads: its job is in the key, except in that of the training data. */
const ofLayout =
  /(?:^|\/)(?:train\/linear-train-data|(?:validation|test|output)\/linear-learner-[^/]+\/[^]*)$/;

/** Uploads in parts that were never completed: below the prefixes of the runs, and elsewhere in their buckets where keys are as ours. */
export async function incompleteUploads(
  session: Session,
  runs: readonly SearchedRun[],
  running: readonly RunningJob[],
  signal: AbortSignal,
): Promise<Found<Extract<Leftover, { kind: 'upload' }>>> {
  const places = await placesOf(session, runs, signal);
  const isOfRunning = (path: string) => running.some(({ name }) => path.includes(`/${name}/`));
  // Without a prefix the bucket may be shared.
  const below = places.known.filter(({ prefix }) => prefix !== '');
  const isOurs = ({ bucket, key }: PendingUpload) =>
    ofLayout.test(key) || below.some((place) => place.bucket === bucket && key.startsWith(place.prefix));
  const { aws } = session;
  const uploads: PendingUpload[] = [];
  let hasMore = false;
  for (const bucket of places.buckets) {
    const all = await uploadsIn(session, { bucket, prefix: '' }, signal);
    const own = below.filter((place) => place.bucket === bucket);
    const listed =
      all === undefined ? await Promise.all(own.map((one) => uploadsBelow(session, one, signal))) : [all];
    hasMore ||= all === undefined;
    for (const upload of listed.flat()) if (isOurs(upload)) uploads.push(upload);
  }
  const found: Extract<Leftover, { kind: 'upload' }>[] = [];
  for (const upload of uploads) {
    const { bucket, key, uploadId } = upload;
    if (isOfRunning(`/${key}`)) continue;
    const bytes = await unlessMissing(() => aws.uploadedBytes(upload, uploadId, signal));
    // Another window has completed or aborted it.
    if (bytes === undefined) continue;
    found.push({ kind: 'upload', name: `s3://${bucket}/${key}`, upload, bytes });
  }
  return { found, hasMore };
}

const uploadsBelow = ({ aws }: Session, { bucket, prefix }: Place, signal: AbortSignal) =>
  aws.pendingUploads({ bucket, key: prefix }, signal);

/** Undefined where the bucket as a whole may not be listed. */
async function uploadsIn(
  session: Session,
  place: Place,
  signal: AbortSignal,
): Promise<readonly PendingUpload[] | undefined> {
  try {
    return (await unlessMissing(() => uploadsBelow(session, place, signal))) ?? [];
  } catch (error) {
    if (hasCode(error, 'access-denied')) return undefined;
    throw error;
  }
}
