import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { recognise } from '../failures/errors.ts';
import { noteRequestedArns } from './requestedArns.ts';

/** S3 in a region where every call is denied with an empty body. */
function deniedS3(region: string): S3Client {
  const s3 = new S3Client({
    region,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    requestHandler: { handle: async () => ({ response: { statusCode: 403, headers: {} } }) },
  });
  noteRequestedArns(s3, region);
  return s3;
}

test.each([
  ['us-east-1', 'arn:aws:s3:::tables'],
  ['cn-north-1', 'arn:aws-cn:s3:::tables'],
  ['us-gov-west-1', 'arn:aws-us-gov:s3:::tables'],
])('refusal of S3 in %s names what the call was about', async (region, bucketArn) => {
  const s3 = deniedS3(region);
  const resourceOf = async (call: Promise<unknown>) => {
    const error: unknown = await call.then(
      () => expect.fail('not refused'),
      (refusal: unknown) => refusal,
    );
    const failure = recognise(error, 'Any');
    expect(failure.code).toBe('access-denied');
    return failure.facts;
  };
  const object = { Bucket: 'tables', Key: 'a b/ü.csv' };
  const Delete = { Objects: [{ Key: 'a' }] };
  expect(await resourceOf(s3.send(new HeadBucketCommand({ Bucket: 'tables' })))).toMatchObject({
    resource: bucketArn,
  });
  for (const command of [new HeadObjectCommand(object), new GetObjectCommand(object)])
    expect(await resourceOf(s3.send(command))).toMatchObject({ resource: `${bucketArn}/a b/ü.csv` });
  expect(await resourceOf(s3.send(new DeleteObjectsCommand({ Bucket: 'tables', Delete })))).toMatchObject({
    resource: `${bucketArn}/*`,
  });
  expect(await resourceOf(s3.send(new ListBucketsCommand({})))).toMatchObject({ resource: '' });
});
