import { ServiceError } from '../protocols/service.ts';
import type { ServiceRequest } from '../protocols/service.ts';
import type { StoredObject } from './objects.ts';

const bare = (etag: string) => etag.replace(/^W\//, '').replaceAll('"', '');
const matches = (header: string, etag: string) =>
  header.split(',').some((one) => one.trim() === '*' || bare(one.trim()) === bare(etag));

/** Conditional reads (RFC 9110). Returns 304 when the caller's copy is current; throws 412 when a precondition fails. */
export function checkReadConditions({ headers }: ServiceRequest, object: StoredObject): 304 | undefined {
  const {
    'if-match': ifMatch,
    'if-none-match': ifNoneMatch,
    'if-modified-since': since,
    'if-unmodified-since': until,
  } = headers;
  const modified = Math.floor(Date.parse(object.lastModified) / 1000) * 1000;
  if (
    ifMatch !== undefined
      ? !matches(ifMatch, object.etag)
      : until !== undefined && modified > Date.parse(until)
  )
    throw preconditionFailed();
  if (
    ifNoneMatch !== undefined
      ? matches(ifNoneMatch, object.etag)
      : since !== undefined && modified <= Date.parse(since)
  )
    return 304;
  return undefined;
}

/** Conditional writes: `If-None-Match: *` creates a new object only, `If-Match` replaces only that version. Throws 412. */
export function checkWriteConditions({ headers }: ServiceRequest, existing: StoredObject | undefined): void {
  if (headers['if-none-match'] !== undefined && existing !== undefined) throw preconditionFailed();
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined && (existing === undefined || !matches(ifMatch, existing.etag)))
    throw preconditionFailed();
}

const preconditionFailed = () =>
  new ServiceError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
  );
