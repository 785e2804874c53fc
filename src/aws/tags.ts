import { createHash } from 'node:crypto';

/** In the tags of every resource that we create, so that any machine knows where it comes from. */
export interface Origin {
  /** Name of the experiment file, without its folder. */
  readonly experiment?: string | undefined;
  readonly trainingJobName?: string | undefined;
}

const experimentKey = 'linear-learner:experiment';
const trainingJobKey = 'linear-learner:training-job';
const attemptKey = 'linear-learner:attempt';
const expiresKey = 'linear-learner:expires';
const ownerKey = 'linear-learner:owner';

/** Owner and lease in the tags of an endpoint. */
export interface Guarded {
  /** ARN of the identity that created it. */
  readonly ownerArn?: string | undefined;
  /** milliseconds since 1970; undefined for an endpoint without a lease. */
  readonly expiresAtMs?: number | undefined;
}

type Tags = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];

/** `attempt` is the token of the create call. */
export function tagsOf(origin: Origin, attempt?: string): { Key: string; Value: string }[] {
  const pairs: [string, string | undefined][] = [
    [experimentKey, origin.experiment],
    [trainingJobKey, origin.trainingJobName],
    [attemptKey, attempt],
  ];
  return pairs.flatMap(([Key, value]) => (value === undefined ? [] : [{ Key, Value: tagValue(value) }]));
}

/** The lease in UTC, RFC 3339, in whole seconds; the owner as `ownerTagOf` writes it. */
export function guardTagsOf({ ownerArn, expiresAtMs }: Guarded): { Key: string; Value: string }[] {
  return [
    ...(ownerArn === undefined ? [] : [{ Key: ownerKey, Value: ownerTagOf(ownerArn) }]),
    ...(expiresAtMs === undefined ? [] : [{ Key: expiresKey, Value: expiresTagOf(expiresAtMs) }]),
  ];
}

/**
 * An ARN as a tag can hold it. One that a tag cannot hold as it is, with a comma for instance, ends in its hash: users who shared an owner
 * could delete each other's endpoints.
 */
export function ownerTagOf(arn: string): string {
  const text = tagValue(arn);
  if (text === arn) return text;
  const hash = createHash('sha256').update(arn).digest('hex').slice(0, 16);
  return `${text.slice(0, mostCharacters - hash.length - 1)}-${hash}`;
}

const expiresTagOf = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

export interface GuardTags {
  /** As `ownerTagOf` writes it; undefined when the tags name none. */
  readonly owner: string | undefined;
  /** milliseconds since 1970; undefined without a lease, or where the tag holds no time. */
  readonly expiresAtMs: number | undefined;
  /** The token of the create call; undefined when the endpoint is not ours. */
  readonly attempt?: string | undefined;
}

export function guardOf(tags: Tags): GuardTags {
  const expires = valueOf(tags, expiresKey);
  const isTime = expires !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(expires);
  const ms = isTime ? Date.parse(expires) : NaN;
  return {
    owner: valueOf(tags, ownerKey),
    expiresAtMs: Number.isNaN(ms) ? undefined : ms,
    attempt: attemptOf(tags),
  };
}

export function originOf(tags: Tags): Origin {
  return { experiment: valueOf(tags, experimentKey), trainingJobName: valueOf(tags, trainingJobKey) };
}

/** The token of the create call; undefined when the resource is not ours. */
export const attemptOf = (tags: Tags): string | undefined => valueOf(tags, attemptKey);

const valueOf = (tags: Tags, key: string) => tags.find((tag) => tag.Key === key)?.Value;

/** Tag values are limited to 256 letters, digits, spaces and _.:/=+-@. */
function tagValue(text: string): string {
  return text.replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '_').slice(0, mostCharacters);
}

const mostCharacters = 256;
