import { ServiceError } from '../protocols/service.ts';
import type { ServiceResponse } from '../protocols/service.ts';
import { malformedXml, xmlResponse } from '../protocols/xml.ts';
import { configurationBytes, readXmlBody } from './bodies.ts';
import { requireBucket } from './buckets.ts';
import type { S3Context, S3Operation, S3Request } from './context.ts';
import { requireObject } from './objectOperations.ts';
import { mostBucketTags, mostObjectTags, parseTagging, tagSetElement } from './tagSets.ts';
import type { TagSet } from './tagSets.ts';

async function readTagging(request: S3Request, most: number): Promise<TagSet> {
  const content = await readXmlBody(request, 'Tagging', configurationBytes);
  if (content === undefined) throw malformedXml();
  return parseTagging(content, most);
}

export const objectTagging: S3Operation = async (context, request): Promise<ServiceResponse> => {
  const { bucket, key, method } = request;
  const object = requireObject(context, bucket, key);
  if (method === 'GET') return xmlResponse('Tagging', [tagSetElement(object.tags ?? {})]);
  const tags = method === 'PUT' ? await readTagging(request, mostObjectTags) : {};
  await context.objects.redescribe(bucket, key, (described) => ({ ...described, tags }));
  return { status: method === 'PUT' ? 200 : 204 };
};

export const bucketTagging: S3Operation = async (
  context: S3Context,
  request: S3Request,
): Promise<ServiceResponse> => {
  const { tags, ...untagged } = requireBucket(context, request.bucket);
  if (request.method === 'PUT') {
    const given = await readTagging(request, mostBucketTags);
    const isNone = Object.keys(given).length === 0;
    await context.buckets.put(isNone ? untagged : { ...untagged, tags: given });
    return { status: 204 };
  }
  if (request.method === 'DELETE') {
    await context.buckets.put(untagged);
    return { status: 204 };
  }
  if (tags === undefined)
    throw new ServiceError('NoSuchTagSet', 'The TagSet does not exist', 404, { BucketName: request.bucket });
  return xmlResponse('Tagging', [tagSetElement(tags)]);
};
