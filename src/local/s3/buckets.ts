import * as z from 'zod/mini';
import { ServiceError } from '../protocols/service.ts';
import type { ServiceResponse } from '../protocols/service.ts';
import { blockSchema } from './bucket.ts';
import type { Bucket } from './bucket.ts';
import type { S3Context, S3Request } from './context.ts';
import { malformedXml, parseXml, xmlResponse } from '../protocols/xml.ts';

/** General purpose bucket names: docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const validName =
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|\.mrap|--x-s3)$)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export function requireBucket({ buckets }: S3Context, name: string): Bucket {
  const bucket = buckets.get(name);
  if (bucket === undefined)
    throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
  return bucket;
}

export async function listBuckets({ buckets }: S3Context): Promise<ServiceResponse> {
  const all = buckets.list().toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return xmlResponse('ListAllMyBucketsResult', [
    ['Owner', [['ID', 'local']]],
    [
      'Buckets',
      all.map(({ name, createdAt, region }) => [
        'Bucket',
        [
          ['Name', name],
          ['CreationDate', createdAt],
          ['BucketRegion', region],
        ],
      ]),
    ],
  ]);
}

export async function createBucket(
  { buckets, clock }: S3Context,
  request: S3Request,
): Promise<ServiceResponse> {
  if (!validName.test(request.bucket))
    throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.');
  const body = (await request.readBody(64 * 1024)).toString();
  const region = body === '' ? 'us-east-1' : locationOf(body);
  const made = { name: request.bucket, region, createdAt: clock().toISOString() };
  // In us-east-1, creating a bucket that you own succeeds.
  if (!(await buckets.add(made)) && region !== 'us-east-1')
    throw new ServiceError(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      409,
    );
  return { status: 200, headers: { location: `/${request.bucket}` } };
}

const configurationSchema = z.object({ LocationConstraint: z.optional(z.string()) });

function locationOf(body: string): string {
  const parsed = configurationSchema.safeParse(parseXml(body, 'CreateBucketConfiguration') || {});
  if (!parsed.success) throw malformedXml();
  return parsed.data.LocationConstraint || 'us-east-1';
}

export async function headBucket(
  context: S3Context,
  { bucket, method }: S3Request,
): Promise<ServiceResponse> {
  const { region } = requireBucket(context, bucket);
  if (method === 'HEAD') return { status: 200, headers: { 'x-amz-bucket-region': region } };
  return xmlResponse('LocationConstraint', region === 'us-east-1' ? [] : region);
}

export async function deleteBucket(context: S3Context, { bucket }: S3Request): Promise<ServiceResponse> {
  requireBucket(context, bucket);
  if (!context.objects.isEmpty(bucket))
    throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
  await context.buckets.remove(bucket);
  return { status: 204 };
}

export async function publicAccessBlock(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const bucket = requireBucket(context, request.bucket);
  if (request.method === 'PUT') {
    const raw = parseXml((await request.readBody(64 * 1024)).toString(), 'PublicAccessBlockConfiguration');
    const given = z.record(z.string(), z.string()).safeParse(raw);
    if (!given.success) throw malformedXml();
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
    );
  return xmlResponse('PublicAccessBlockConfiguration', Object.entries(block));
}
