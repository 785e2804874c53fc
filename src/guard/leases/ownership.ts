import { type GuardTags, ownerTagOf } from '../../aws/tags.ts';

/** An endpoint as AWS describes it now. Names can be reused: only ARN and creation time together identify it. */
export interface SeenEndpoint {
  readonly arn: string;
  /** CreationTime, milliseconds since 1970. */
  readonly createdAtMs: number;
  /** The owner in its tags; undefined when it has none. */
  readonly owner: string | undefined;
}

/** What the journal of this user says about an endpoint. */
export interface JournalledEndpoint {
  readonly arn?: string | undefined;
  readonly createdAtMs?: number | undefined;
  /** ARN of the identity that created it. */
  readonly owner?: string | undefined;
}

/**
 * Whether an endpoint may be deleted automatically: its tags name the caller as owner, or it is in the journal of this user and no tag
 * names someone else, who would have taken it over.
 */
export function isOurs(
  endpoint: SeenEndpoint,
  journal: readonly JournalledEndpoint[],
  callerArn: string | undefined,
): boolean {
  const { arn, createdAtMs, owner } = endpoint;
  if (owner !== undefined && callerArn !== undefined && owner === ownerTagOf(callerArn)) return true;
  return journal.some(
    (entry) =>
      entry.arn === arn &&
      entry.createdAtMs === createdAtMs &&
      (owner === undefined || (entry.owner !== undefined && owner === ownerTagOf(entry.owner))),
  );
}

/**
 * As `isOurs`, by the records of this machine. A record proves ownership only of what its own create call made, identified by the
 * token in the tags: endpoints found by their tags are recorded too, and the call may have been lost before someone else took the name.
 */
export function isRecordedOurs(
  { arn, createdAtMs, guard }: RecordedLook,
  records: readonly (JournalledEndpoint & { readonly attempt?: string | undefined })[],
  callerArn: string | undefined,
): boolean {
  if (createdAtMs === undefined) return false;
  const made = records.filter(({ attempt }) => attempt !== undefined && attempt === guard?.attempt);
  return isOurs({ arn, createdAtMs, owner: guard?.owner }, made, callerArn);
}

/**
 * Whether an endpoint is somebody else's as far as its tags say; for what is shown, never for a deletion. Without a word about its owner it
 * counts as this user's, so that it is warned about.
 */
export function namesAnother(
  guard: GuardTags | undefined,
  { attempt }: { readonly attempt?: string | undefined },
  callerArn: string | undefined,
): boolean {
  if (guard?.owner === undefined || callerArn === undefined) return false;
  return guard.owner !== ownerTagOf(callerArn) && (attempt === undefined || attempt !== guard.attempt);
}

interface RecordedLook extends Pick<SeenEndpoint, 'arn'> {
  readonly createdAtMs: number | undefined;
  /** undefined where its tags could not be read. */
  readonly guard: GuardTags | undefined;
}
