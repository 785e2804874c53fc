import * as z from 'zod/mini';
import { ServiceError } from '../protocols/service.ts';
import type { ServiceResponse } from '../protocols/service.ts';
import { malformedXml, xmlResponse } from '../protocols/xml.ts';
import type { XmlElement } from '../protocols/xml.ts';
import { readXmlBody } from './bodies.ts';
import { requireBucket } from './buckets.ts';
import { checkDeleteCondition } from './conditions.ts';
import type { S3Context, S3Request } from './context.ts';

export async function deleteObject(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const { bucket, key, headers } = request;
  requireBucket(context, bucket);
  await context.objects.remove(bucket, key, (existing) =>
    checkDeleteCondition(headers['if-match'], existing),
  );
  return { status: 204 };
}

const maxDeletedKeys = 1000;
/** Enough for 1,000 keys of 1,024 bytes with every byte as a character reference. */
const maxDeleteBytes = 8 * 1024 * 1024;
/** Strict: a condition that is not understood must not be ignored. */
const deletedSchema = z.strictObject({
  Key: z.string(),
  ETag: z.optional(z.string()),
  VersionId: z.optional(z.string()),
});
const deleteSchema = z.object({
  Object: z.array(deletedSchema).check(z.maxLength(maxDeletedKeys)),
  Quiet: z.optional(z.string()),
});

/** DeleteObjects: each key is answered for itself. */
export async function deleteObjects(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const parsed = deleteSchema.safeParse(await readXmlBody(request, 'Delete', maxDeleteBytes));
  if (!parsed.success) throw malformedXml();
  requireBucket(context, request.bucket);
  const isQuiet = parsed.data.Quiet === 'true';
  const results: XmlElement[] = [];
  for (const one of parsed.data.Object) {
    const error = await removeOne(context, request.bucket, one);
    if (error !== undefined) results.push(['Error', errorOf(one, error)]);
    else if (!isQuiet) results.push(['Deleted', [['Key', one.Key]]]);
  }
  return xmlResponse('DeleteResult', results);
}

type Deleted = z.infer<typeof deletedSchema>;

async function removeOne(
  { objects }: S3Context,
  bucket: string,
  { Key, ETag, VersionId = 'null' }: Deleted,
): Promise<ServiceError | undefined> {
  try {
    if (VersionId !== 'null')
      return new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404);
    await objects.remove(bucket, Key, (existing) => checkDeleteCondition(ETag, existing));
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

const errorOf = ({ Key, VersionId }: Deleted, { code, message }: ServiceError): readonly XmlElement[] => [
  ['Key', Key],
  ...(VersionId === undefined ? [] : [['VersionId', VersionId] as const]),
  ['Code', code],
  ['Message', message],
];
