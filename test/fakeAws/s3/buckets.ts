import { errorResponse } from '../../../src/local/protocols/errors.ts';
import { ServiceError } from '../../../src/local/protocols/service.ts';
import type { ServiceResponse } from '../../../src/local/protocols/service.ts';
import { xmlResponse } from '../../../src/local/protocols/xml.ts';
import { ownerElement } from '../../../src/local/s3/owner.ts';
import type { SignedCall } from '../calls.ts';

interface Bucket {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdAt: Date;
  /** Accounts that its policy lets in. */
  readonly sharedWith: Set<string>;
}

/** Whose server answers a call. */
export interface Home {
  readonly accountId: string;
  readonly region: string;
}

export interface Buckets {
  /** Lets another account use a bucket, as a bucket policy would. */
  share(name: string, accountId: string): void;
  /** All buckets of the account, of whichever region. */
  list(call: SignedCall): ServiceResponse;
  /** The server that has the bucket, or S3's refusal to look there. */
  homeOf(call: SignedCall, requestId: string): Home | ServiceResponse;
  /** Keeps track of buckets that a successful call made or deleted. */
  note(call: SignedCall, home: Home): void;
}

/** Buckets have names of their own in all the world, and a region each. */
export function openBuckets(now: () => Date): Buckets {
  const buckets = new Map<string, Bucket>();
  return {
    share(name, accountId) {
      const bucket = buckets.get(name);
      if (bucket === undefined) throw new Error(`there is no bucket ${name}`);
      bucket.sharedWith.add(accountId);
    },
    list: (call) => listBuckets([...buckets.values()], call),
    homeOf(call, requestId) {
      const bucket = buckets.get(call.place.bucket);
      const own = { accountId: call.principal.accountId, region: call.region };
      if (call.operation === 'CreateBucket') return homeOfNew(bucket, call, requestId);
      if (bucket === undefined) return own;
      // The endpoint of us-east-1 knows where every bucket is.
      const isLocated = call.operation === 'GetBucketLocation' && call.region === 'us-east-1';
      if (bucket.region !== call.region && !isLocated) return elsewhere(bucket, call, requestId);
      const { accountId } = call.principal;
      if (bucket.accountId !== accountId && !bucket.sharedWith.has(accountId))
        return refused(
          call,
          requestId,
          new ServiceError('AccessDenied', 'Access Denied', 403),
          bucket.region,
        );
      return bucket;
    },
    note({ operation, place: { bucket: name } }, { accountId, region }) {
      if (operation === 'DeleteBucket') buckets.delete(name);
      if (operation === 'CreateBucket' && !buckets.has(name))
        buckets.set(name, { name, accountId, region, createdAt: now(), sharedWith: new Set() });
    },
  };
}

function homeOfNew(bucket: Bucket | undefined, call: SignedCall, requestId: string): Home | ServiceResponse {
  const { accountId } = call.principal;
  if (bucket !== undefined && bucket.accountId !== accountId)
    return refused(
      call,
      requestId,
      new ServiceError(
        'BucketAlreadyExists',
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
        409,
        { BucketName: bucket.name },
      ),
    );
  if (bucket !== undefined) return bucket;
  const named = /<LocationConstraint[^>]*>([^<]+)</.exec(call.body.toString())?.[1];
  return { accountId, region: named === 'EU' ? 'eu-west-1' : (named ?? call.region) };
}

function elsewhere({ name, region }: Bucket, call: SignedCall, requestId: string): ServiceResponse {
  const host = call.headers['host'] ?? '';
  // Only at an endpoint that is right for the bucket is the region of the signature what is wrong.
  const isReached = host.includes(`.${region}.`) || /\.s3\.amazonaws\.com$|^s3\.amazonaws\.com$/.test(host);
  const error = isReached
    ? new ServiceError(
        'AuthorizationHeaderMalformed',
        `The authorization header is malformed; the region '${call.region}' is wrong; expecting '${region}'`,
        400,
        { Region: region },
      )
    : new ServiceError(
        'PermanentRedirect',
        'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
        301,
        { Endpoint: `${name}.s3.${region}.amazonaws.com`, Bucket: name },
      );
  return refused(call, requestId, error, region);
}

function refused(
  { method }: SignedCall,
  requestId: string,
  error: ServiceError,
  region?: string,
): ServiceResponse {
  const { headers, ...rest } = errorResponse('s3', error, requestId, method === 'HEAD');
  return {
    ...rest,
    headers: { ...headers, ...(region === undefined ? {} : { 'x-amz-bucket-region': region }) },
  };
}

function listBuckets(all: readonly Bucket[], { query, principal }: SignedCall): ServiceResponse {
  const [prefix, region] = [query.get('prefix') ?? '', query.get('bucket-region')];
  const after = Buffer.from(query.get('continuation-token') ?? '', 'base64url').toString();
  const size = Number(query.get('max-buckets') ?? '10000');
  const rest = all
    .filter(({ accountId }) => accountId === principal.accountId)
    .filter((one) => one.name.startsWith(prefix) && one.name > after && one.region === (region ?? one.region))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const page = rest.slice(0, size);
  const last = page.at(-1)?.name ?? '';
  return xmlResponse('ListAllMyBucketsResult', [
    ownerElement(principal.accountId),
    [
      'Buckets',
      page.map((one) => [
        'Bucket',
        [
          ['Name', one.name],
          ['CreationDate', one.createdAt.toISOString()],
          ['BucketRegion', one.region],
          ['BucketArn', `arn:aws:s3:::${one.name}`],
        ],
      ]),
    ],
    ...(prefix === '' ? [] : [['Prefix', prefix] as const]),
    ...(page.length < rest.length
      ? [['ContinuationToken', Buffer.from(last).toString('base64url')] as const]
      : []),
  ]);
}
