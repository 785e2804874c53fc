import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { AwsClients } from '../connections/clients.ts';
import { call } from '../failures/call.ts';
import type { S3Location } from './s3Uri.ts';
import type { PresignedGet } from './types.ts';

/** Seven days, S3's own limit. */
const mostPresignedSeconds = 604_800;

export interface PresignOptions {
  readonly seconds: number;
  readonly versionId?: string;
  /** Where others reach the server, if not where the connection does. */
  readonly endpointUrl?: string;
}

/** A link that reads one object without credentials. It ends with the credentials that sign it, however long was requested. */
export async function presignGet(
  clients: AwsClients,
  { bucket, key }: S3Location,
  { seconds, versionId, endpointUrl }: PresignOptions,
): Promise<PresignedGet> {
  const s3 = endpointUrl === undefined ? clients.s3Of(bucket) : clients.s3At(endpointUrl);
  const expiresIn = Math.max(1, Math.min(Math.floor(seconds), mostPresignedSeconds));
  return call('GetObject', undefined, async () => {
    const { expiration } = await s3.config.credentials();
    const signingDate = new Date();
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(versionId === undefined ? {} : { VersionId: versionId }),
    });
    const url = await getSignedUrl(s3, command, { expiresIn, signingDate });
    const requestedEnd = signingDate.getTime() + expiresIn * 1000;
    const sessionEnd = expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    return {
      url,
      endsAtMs: Math.min(requestedEnd, sessionEnd),
      endsWithSession: sessionEnd < requestedEnd,
    };
  });
}
