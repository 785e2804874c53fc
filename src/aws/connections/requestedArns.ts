import type { S3Client } from '@aws-sdk/client-s3';
import { s3Arn } from './partitions.ts';

/**
 * Notes on an error of S3 what the call was about, as `requestedArn`: a refusal without a body, as of HEAD, and a plain "Access Denied"
 * name no resource.
 */
export function noteRequestedArns(s3: S3Client, region: string): void {
  s3.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const resource = resourceOf(args.input);
        if (error instanceof Error && resource !== undefined)
          Object.assign(error, { requestedArn: s3Arn(region, resource) });
        throw error;
      }
    },
    { step: 'initialize', name: 'noteRequestedArns' },
  );
}

/** `BUCKET`, or `BUCKET/KEY` of a call about an object; undefined of a call about no bucket. */
function resourceOf(input: object): string | undefined {
  const bucket = 'Bucket' in input ? input.Bucket : undefined;
  if (typeof bucket !== 'string') return undefined;
  if ('Key' in input && typeof input.Key === 'string') return `${bucket}/${input.Key}`;
  return 'Delete' in input ? `${bucket}/*` : bucket;
}
