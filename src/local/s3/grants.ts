import * as z from 'zod/mini';
import { xmlResponse } from '../protocols/xml.ts';
import type { XmlElement } from '../protocols/xml.ts';
import { configurationBytes, readXmlBody } from './bodies.ts';
import { requireBucket } from './buckets.ts';
import type { S3Operation } from './context.ts';
import { aclNotSupported, checkCannedAcl } from './described.ts';
import { requireObject } from './objectOperations.ts';
import { ownerContent, ownerId } from './owner.ts';

/** The list of grants of a bucket or an object: the owner may do everything, and nobody else anything. */
export const getGrants: S3Operation = async (context, { bucket, key }) => {
  if (key === '') requireBucket(context, bucket);
  else requireObject(context, bucket, key);
  const owner = ownerContent(context.accountId);
  const grantee: XmlElement = [
    'Grantee',
    owner,
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"',
  ];
  const grant: XmlElement = ['Grant', [grantee, ['Permission', 'FULL_CONTROL']]];
  return xmlResponse('AccessControlPolicy', [
    ['Owner', owner],
    ['AccessControlList', [grant]],
  ]);
};

const grantSchema = z.object({
  Grantee: z.object({ ID: z.string() }),
  Permission: z.literal('FULL_CONTROL'),
});
const policySchema = z.object({
  AccessControlList: z.object({ Grant: z.array(grantSchema).check(z.length(1)) }),
});

/** Lists of grants are switched off, as for a new bucket of S3: only what holds anyway can be set. */
export const putGrants: S3Operation = async (context, request) => {
  await getGrants(context, request);
  const content = await readXmlBody(request, 'AccessControlPolicy', configurationBytes);
  const acl = request.headers['x-amz-acl'] ?? 'private';
  checkCannedAcl(acl);
  const parsed = content === undefined ? undefined : policySchema.safeParse(content);
  const granted = parsed?.data?.AccessControlList.Grant[0]?.Grantee.ID;
  const isOwn = content === undefined || granted === ownerId(context.accountId);
  if (!isOwn || acl !== 'private') throw aclNotSupported();
  return { status: 200 };
};
