import { HeadObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { afterEach, expect, test } from 'vitest';
import { createClients } from '../connections/clients.ts';
import { inBucket } from './inBucket.ts';

const access = { socketPath: '/nowhere', region: 'us-east-1', accessKeyId: 'a', secretAccessKey: 'b' };
const clients = createClients({ kind: 'local' }, access);
afterEach(() => {
  clients.bucketRegions.clear();
});

const head = (run: (region: string) => Promise<string>) =>
  inBucket(clients, 'HeadObject', { bucket: 'b', key: 'k' }, undefined, async (s3) =>
    run(await s3.config.region()),
  );

/** As S3 answers HEAD of a bucket that is in another region: without a body. */
function redirect(status: 301 | 400, region: string): S3ServiceException {
  const error = new S3ServiceException({
    name: 'Unknown',
    $fault: 'client',
    message: 'UnknownError',
    $metadata: { httpStatusCode: status },
  });
  return Object.assign(error, {
    $response: { statusCode: status, headers: { 'x-amz-bucket-region': region } },
  });
}

test.each([301, 400] as const)(
  'a bucket of another region is called there, and from then on at once (%s)',
  async (status) => {
    const regions: string[] = [];
    const run = async (region: string) => {
      regions.push(region);
      if (region !== 'eu-west-1') throw redirect(status, 'eu-west-1');
      return region;
    };
    expect(await head(run)).toBe('eu-west-1');
    expect(await head(run)).toBe('eu-west-1');
    expect(regions).toEqual(['us-east-1', 'eu-west-1', 'eu-west-1']);
  },
);

test('a bucket that no region accepts is not called again and again', async () => {
  let calls = 0;
  const run = async (region: string) => {
    calls += 1;
    throw redirect(301, region === 'us-east-1' ? 'eu-west-1' : 'us-east-1');
  };
  await expect(head(run)).rejects.toMatchObject({ code: 'bucket-in-other-region' });
  expect(calls).toBe(2);
});

test('clients of a region are made once and expect the owners of buckets too', async () => {
  clients.bucketRegions.set('b', 'eu-west-1');
  clients.bucketOwners.set('b', '111122223333');
  expect(clients.s3Of('b')).toBe(clients.s3Of('b'));
  expect(clients.s3Of('b')).not.toBe(clients.s3);
  expect(clients.s3Of('other')).toBe(clients.s3);
  let owner: unknown;
  const s3 = clients.s3Of('b');
  s3.middlewareStack.add(
    () => async (args) => {
      owner = 'ExpectedBucketOwner' in args.input ? args.input.ExpectedBucketOwner : undefined;
      throw new Error('not sent');
    },
    { step: 'serialize' },
  );
  await expect(s3.send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' }))).rejects.toThrow('not sent');
  expect(owner).toBe('111122223333');
});

test('failures name their object', async () => {
  const error = new S3ServiceException({
    name: 'AccessDenied',
    $fault: 'client',
    message: 'Access Denied',
    $metadata: { httpStatusCode: 403 },
  });
  await expect(head(() => Promise.reject(error))).rejects.toMatchObject({
    code: 'access-denied',
    message: expect.stringContaining('s3://b/k'),
    facts: { s3Uri: 's3://b/k', resource: 's3://b/k', action: 'HeadObject' },
  });
});
