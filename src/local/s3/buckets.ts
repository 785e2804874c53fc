import * as z from 'zod/mini';
import { ServiceError, invalidArgument, notImplemented } from '../protocols/service.ts';
import type { ServiceRequest, ServiceResponse } from '../protocols/service.ts';
import { blockSchema } from './bucket.ts';
import type { Bucket } from './bucket.ts';
import type { S3Context, S3Request } from './context.ts';
import { malformedXml, xmlResponse } from '../protocols/xml.ts';
import { configurationBytes, readXmlBody } from './bodies.ts';
import { checkCannedAcl } from './described.ts';
import { ownerElement } from './owner.ts';
import { mostBucketTags, parseTagSet } from './tagSets.ts';
import type { TagSet } from './tagSets.ts';

/** General purpose bucket names: docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const validName =
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|\.mrap|--x-s3)$)(?!.*(\.\.|\.-|-\.))(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export const isBucketName = (name: string) => validName.test(name);

export function requireBucket({ buckets }: S3Context, name: string): Bucket {
  const bucket = buckets.get(name);
  if (bucket === undefined)
    throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
  return bucket;
}

/** By name, with S3's filters; the token is the last name of a page. */
export async function listBuckets(
  { buckets, accountId }: S3Context,
  { query }: ServiceRequest,
): Promise<ServiceResponse> {
  const prefix = query.get('prefix') ?? '';
  const region = query.get('bucket-region');
  const after = Buffer.from(query.get('continuation-token') ?? '', 'base64url').toString();
  const size = Number(query.get('max-buckets') ?? mostBuckets);
  if (!Number.isInteger(size) || size < 1 || size > mostBuckets)
    throw invalidArgument(
      `Argument max-buckets must be an integer between 1 and ${mostBuckets}.`,
      'max-buckets',
      query.get('max-buckets') ?? '',
    );
  const rest = buckets
    .list()
    .filter(
      (bucket) =>
        bucket.name.startsWith(prefix) && bucket.name > after && bucket.region === (region ?? bucket.region),
    )
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const page = rest.slice(0, size);
  const last = page.at(-1)?.name ?? '';
  return xmlResponse('ListAllMyBucketsResult', [
    ownerElement(accountId),
    [
      'Buckets',
      page.map(({ name, createdAt, region: own }) => [
        'Bucket',
        [
          ['Name', name],
          ['CreationDate', createdAt],
          ['BucketRegion', own],
          ['BucketArn', arnOf(name)],
        ],
      ]),
    ],
    ...(prefix === '' ? [] : [['Prefix', prefix] as const]),
    ...(page.length < rest.length
      ? [['ContinuationToken', Buffer.from(last).toString('base64url')] as const]
      : []),
  ]);
}

const mostBuckets = 10_000;
const arnOf = (bucket: string) => `arn:aws:s3:::${bucket}`;

export async function createBucket(
  { buckets, clock }: S3Context,
  request: S3Request,
): Promise<ServiceResponse> {
  if (!isBucketName(request.bucket))
    throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.', 400, {
      BucketName: request.bucket,
    });
  checkBucketHeaders(request);
  const { constraint, tags } = configurationOf(
    await readXmlBody(request, 'CreateBucketConfiguration', configurationBytes),
  );
  const region = regionOf(constraint, request.region);
  const made = { name: request.bucket, region, createdAt: clock().toISOString(), ...tags };
  // In us-east-1 alone, creating a bucket that you own succeeds.
  const isNew = await buckets.add(made);
  const isEastern = region === 'us-east-1' && buckets.get(request.bucket)?.region === region;
  if (!isNew && !isEastern)
    throw new ServiceError(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      409,
      { BucketName: request.bucket },
    );
  return {
    status: 200,
    headers: { location: `/${request.bucket}`, 'x-amz-bucket-arn': arnOf(request.bucket) },
  };
}

/** Only what every bucket here has: no lists of grants, no locks. */
const ownerships = new Set(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']);

function checkBucketHeaders({ bucket, headers }: S3Request): void {
  const { 'x-amz-acl': acl = 'private', 'x-amz-object-ownership': ownership = 'BucketOwnerEnforced' } =
    headers;
  if (acl !== 'private') {
    checkCannedAcl(acl);
    throw new ServiceError(
      'InvalidBucketAclWithObjectOwnership',
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
      400,
      { BucketName: bucket },
    );
  }
  if (!ownerships.has(ownership))
    throw invalidArgument('Invalid x-amz-object-ownership header', 'x-amz-object-ownership', ownership);
  if (ownership !== 'BucketOwnerEnforced') throw notImplemented(`x-amz-object-ownership: ${ownership}`);
  if ((headers['x-amz-bucket-object-lock-enabled'] ?? 'false').toLowerCase() !== 'false')
    throw notImplemented('x-amz-bucket-object-lock-enabled');
}

/** `EU` is an older name of eu-west-1. */
const regionPattern = /^(EU|[a-z]{2}(-[a-z]+)+-[0-9]+)$/;

/** Strict: other kinds of buckets are not implemented. */
const configurationSchema = z.strictObject({
  LocationConstraint: z.optional(z.string()),
  Tags: z.optional(z.unknown()),
});

function configurationOf(content: unknown): {
  readonly constraint: string | undefined;
  readonly tags: { readonly tags?: TagSet };
} {
  const parsed = configurationSchema.safeParse(content === undefined || content === '' ? {} : content);
  if (!parsed.success) throw malformedXml();
  const { LocationConstraint, Tags } = parsed.data;
  if (LocationConstraint && !regionPattern.test(LocationConstraint))
    throw new ServiceError('InvalidLocationConstraint', 'The specified location-constraint is not valid');
  return {
    constraint: LocationConstraint,
    tags: Tags === undefined ? {} : { tags: parseTagSet(Tags, mostBucketTags) },
  };
}

/**
 * The region of a new bucket. Only us-east-1 may omit the constraint, and only it creates buckets in other regions. Throws
 * InvalidLocationConstraint or IllegalLocationConstraintException.
 */
function regionOf(constraint: string | undefined, endpoint = 'us-east-1'): string {
  const isEastern = endpoint === 'us-east-1' || endpoint === 'aws-global';
  const isName = constraint === undefined || /^(EU|[a-z]{2,}(-[a-z]+)+-\d)$/.test(constraint);
  if (!isName || (isEastern && constraint === 'us-east-1'))
    throw new ServiceError(
      'InvalidLocationConstraint',
      'The specified location-constraint is not valid',
      400,
      { LocationConstraint: constraint },
    );
  const region = constraint === 'EU' ? 'eu-west-1' : (constraint ?? 'us-east-1');
  if (!isEastern && (region !== endpoint || constraint === undefined))
    throw new ServiceError(
      'IllegalLocationConstraintException',
      `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  return region;
}

export async function headBucket(
  context: S3Context,
  { bucket, method }: S3Request,
): Promise<ServiceResponse> {
  const { region } = requireBucket(context, bucket);
  if (method === 'HEAD')
    return {
      status: 200,
      headers: {
        'content-type': 'application/xml',
        'x-amz-bucket-region': region,
        'x-amz-bucket-arn': arnOf(bucket),
      },
    };
  return xmlResponse('LocationConstraint', region === 'us-east-1' ? [] : region);
}

/** No bucket here was ever versioned. */
export async function bucketVersioning(context: S3Context, { bucket }: S3Request): Promise<ServiceResponse> {
  requireBucket(context, bucket);
  return xmlResponse('VersioningConfiguration', []);
}

export async function deleteBucket(context: S3Context, { bucket }: S3Request): Promise<ServiceResponse> {
  requireBucket(context, bucket);
  if (!context.objects.isEmpty(bucket))
    throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, {
      BucketName: bucket,
    });
  await context.buckets.remove(bucket);
  return { status: 204 };
}

const blockDocument = z.strictObject({
  BlockPublicAcls: z.optional(z.string()),
  IgnorePublicAcls: z.optional(z.string()),
  BlockPublicPolicy: z.optional(z.string()),
  RestrictPublicBuckets: z.optional(z.string()),
});

export async function publicAccessBlock(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const bucket = requireBucket(context, request.bucket);
  if (request.method === 'PUT') {
    const raw = await readXmlBody(request, 'PublicAccessBlockConfiguration', configurationBytes);
    const given = blockDocument.safeParse(raw === '' ? {} : raw);
    if (!given.success) throw malformedXml();
    if (Object.keys(given.data).length === 0)
      throw new ServiceError('InvalidRequest', 'Must specify at least one configuration.');
    const flags = Object.fromEntries(
      Object.entries(given.data).map(([name, value]) => [name, value === 'true']),
    );
    await context.buckets.put({ ...bucket, publicAccessBlock: blockSchema.parse(flags) });
    return { status: 200 };
  }
  if (request.method === 'DELETE') {
    const { publicAccessBlock: _, ...rest } = bucket;
    await context.buckets.put(rest);
    return { status: 204 };
  }
  const block = bucket.publicAccessBlock;
  if (block === undefined)
    throw new ServiceError(
      'NoSuchPublicAccessBlockConfiguration',
      'The public access block configuration was not found',
      404,
      { BucketName: bucket.name },
    );
  return xmlResponse('PublicAccessBlockConfiguration', Object.entries(block));
}
