import * as z from 'zod/mini';
import { ServiceError, notImplemented } from '../protocols/service.ts';
import { malformedXml, xmlResponse } from '../protocols/xml.ts';
import type { XmlElement } from '../protocols/xml.ts';
import { configurationBytes, readXmlBody } from './bodies.ts';
import { requireBucket } from './buckets.ts';
import type { S3Operation } from './context.ts';
import { requireObject } from './objectOperations.ts';

/**
 * Unsupported bucket configurations by subresource: what S3 returns for a new bucket, an error or a document.
 * Setting them is refused.
 */
const missing: Readonly<Record<string, readonly [code: string, message: string]>> = {
  cors: ['NoSuchCORSConfiguration', 'The CORS configuration does not exist'],
  lifecycle: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  'object-lock': [
    'ObjectLockConfigurationNotFoundError',
    'Object Lock configuration does not exist for this bucket',
  ],
  policy: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
  policyStatus: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
  replication: ['ReplicationConfigurationNotFoundError', 'The replication configuration was not found'],
  website: ['NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration'],
};
const documents: Readonly<Record<string, readonly [root: string, content: readonly XmlElement[]]>> = {
  // Every object is encrypted by S3 since 2023, with nothing configured.
  encryption: [
    'ServerSideEncryptionConfiguration',
    [
      [
        'Rule',
        [
          ['ApplyServerSideEncryptionByDefault', [['SSEAlgorithm', 'AES256']]],
          ['BucketKeyEnabled', false],
        ],
      ],
    ],
  ],
  accelerate: ['AccelerateConfiguration', []],
  logging: ['BucketLoggingStatus', []],
  notification: ['NotificationConfiguration', []],
  ownershipControls: ['OwnershipControls', [['Rule', [['ObjectOwnership', 'BucketOwnerEnforced']]]]],
  requestPayment: ['RequestPaymentConfiguration', [['Payer', 'BucketOwner']]],
};

export const unsetConfigurations: readonly string[] = [...Object.keys(missing), ...Object.keys(documents)];
/** Those that S3 lets a client delete, set or not. */
export const removableConfigurations = ['cors', 'lifecycle', 'policy', 'replication', 'website'];

/** GET of a configuration that is not set. */
export const getUnset: S3Operation = async (context, { bucket, query }) => {
  requireBucket(context, bucket);
  const name = unsetConfigurations.find((one) => query.has(one)) ?? '';
  const document = documents[name];
  if (document !== undefined) return xmlResponse(...document);
  const [code = '', message = ''] = missing[name] ?? [];
  throw new ServiceError(code, message, 404, { BucketName: bucket });
};

/** DELETE of a configuration that is not set: there is nothing to do. */
export const removeUnset: S3Operation = async (context, { bucket }) => {
  requireBucket(context, bucket);
  return { status: 204 };
};

const ownershipSchema = z.strictObject({
  Rule: z.strictObject({
    ObjectOwnership: z.enum(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']),
  }),
});

/** Only the ownership that every bucket here has can be set. */
export const putOwnership: S3Operation = async (context, request) => {
  requireBucket(context, request.bucket);
  const given = ownershipSchema.safeParse(
    await readXmlBody(request, 'OwnershipControls', configurationBytes),
  );
  if (!given.success) throw malformedXml();
  const { ObjectOwnership } = given.data.Rule;
  if (ObjectOwnership !== 'BucketOwnerEnforced') throw notImplemented(`ObjectOwnership: ${ObjectOwnership}`);
  return { status: 200 };
};

const encryptionSchema = z.strictObject({
  Rule: z.strictObject({
    ApplyServerSideEncryptionByDefault: z.strictObject({
      SSEAlgorithm: z.enum(['AES256', 'aws:kms', 'aws:kms:dsse']),
      KMSMasterKeyID: z.optional(z.string()),
    }),
    BucketKeyEnabled: z.optional(z.enum(['true', 'false'])),
  }),
});

/** Only the encryption that every bucket here has can be set. */
export const putEncryption: S3Operation = async (context, request) => {
  requireBucket(context, request.bucket);
  const given = encryptionSchema.safeParse(
    await readXmlBody(request, 'ServerSideEncryptionConfiguration', configurationBytes),
  );
  if (!given.success) throw malformedXml();
  const { ApplyServerSideEncryptionByDefault: wanted, BucketKeyEnabled } = given.data.Rule;
  if (wanted.KMSMasterKeyID !== undefined && wanted.SSEAlgorithm === 'AES256')
    throw new ServiceError(
      'InvalidArgument',
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms',
    );
  if (wanted.SSEAlgorithm !== 'AES256') throw notImplemented(`SSEAlgorithm: ${wanted.SSEAlgorithm}`);
  if (BucketKeyEnabled === 'true') throw notImplemented('BucketKeyEnabled: true');
  return { status: 200 };
};

/** RestoreObject: nothing here is archived. */
export const restoreObject: S3Operation = async (context, { bucket, key }) => {
  requireObject(context, bucket, key);
  throw new ServiceError(
    'InvalidObjectState',
    "Restore is not allowed for the object's current storage class",
    403,
    { StorageClass: 'STANDARD' },
  );
};
