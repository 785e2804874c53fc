import { ServiceError, notImplemented } from '../protocols/service.ts';
import type { ServiceRequest } from '../protocols/service.ts';
import type { StoredObject } from './objects.ts';

const bare = (etag: string) => etag.replace(/^W\//, '').replaceAll('"', '');
const matches = (header: string, etag: string) =>
  header.split(',').some((one) => one.trim() === '*' || bare(one.trim()) === bare(etag));

type Headers = ServiceRequest['headers'];

/** Conditional reads (RFC 9110). Returns 304 when the caller's copy is current; throws 412 when a precondition fails. */
export function checkReadConditions({ headers }: ServiceRequest, object: StoredObject): 304 | undefined {
  return checkConditions(headers, '', object);
}

/** Conditions on the source of a copy. Throws 412, also where a read would answer that nothing has changed. */
export function checkSourceConditions({ headers }: ServiceRequest, source: StoredObject): void {
  if (checkConditions(headers, 'x-amz-copy-source-', source) === 304)
    throw preconditionFailed(
      headers['x-amz-copy-source-if-none-match'] === undefined
        ? 'x-amz-copy-source-If-Modified-Since'
        : 'x-amz-copy-source-If-None-Match',
    );
}

function checkConditions(headers: Headers, prefix: string, object: StoredObject): 304 | undefined {
  const condition = (name: string) => headers[`${prefix}${name}`];
  const ifMatch = condition('if-match');
  const ifNoneMatch = condition('if-none-match');
  const since = condition('if-modified-since');
  const until = condition('if-unmodified-since');
  if ((ifMatch ?? ifNoneMatch ?? since ?? until) === undefined) return undefined;
  const modified = Math.floor(Date.parse(object.lastModified) / 1000) * 1000;
  if (
    ifMatch !== undefined
      ? !matches(ifMatch, object.etag)
      : until !== undefined && modified > Date.parse(until)
  )
    throw preconditionFailed(`${prefix}${ifMatch === undefined ? 'If-Unmodified-Since' : 'If-Match'}`);
  if (
    ifNoneMatch !== undefined
      ? matches(ifNoneMatch, object.etag)
      : since !== undefined && modified <= Date.parse(since)
  )
    return 304;
  return undefined;
}

/**
 * Conditional writes: `If-None-Match: *` creates a new object only, `If-Match` replaces only that version. Throws 412; 404 for a
 * version of an object that does not exist; 501 for an entity tag that must not match, which S3 does not implement either.
 */
export function checkWriteConditions({ headers }: ServiceRequest, existing: StoredObject | undefined): void {
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = headers;
  if (ifNoneMatch !== undefined && ifNoneMatch.trim() !== '*') throw notImplemented('If-None-Match');
  if (ifNoneMatch !== undefined && ifMatch !== undefined) throw notImplemented('If-Match with If-None-Match');
  if (ifNoneMatch !== undefined && existing !== undefined) throw preconditionFailed('If-None-Match');
  if (ifMatch === undefined) return;
  if (existing === undefined) throw noSuchKey();
  if (!matches(ifMatch, existing.etag)) throw preconditionFailed('If-Match');
}

/** Deletes only the version with this entity tag. Throws 412; 404 for one of an object that does not exist. */
export function checkDeleteCondition(ifMatch: string | undefined, existing: StoredObject | undefined): void {
  if (ifMatch === undefined) return;
  if (existing === undefined) throw noSuchKey();
  if (!matches(ifMatch, existing.etag)) throw preconditionFailed('If-Match');
}

const noSuchKey = () => new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);

const preconditionFailed = (condition: string) =>
  new ServiceError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
    { Condition: condition },
  );
