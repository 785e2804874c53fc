import { Agent } from 'node:http';
import * as s3 from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';
import { clientsOfFake, first, other } from './fakeClients.ts';

let fake: FakeAws;
beforeAll(async () => {
  fake = await openFakeAws({ accounts: [first, other] });
  await clientsOfFake(fake).s3.send(new s3.CreateBucketCommand({ Bucket: 'virginia' }));
  await clientsOfFake(fake, { region: 'eu-west-1' }).s3.send(
    new s3.CreateBucketCommand({
      Bucket: 'ireland',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  );
  await clientsOfFake(fake, { accountId: other }).s3.send(new s3.CreateBucketCommand({ Bucket: 'theirs' }));
});
afterAll(() => fake.stop());

test('buckets of all regions are listed, with filters and in pages', async () => {
  const { s3: client } = clientsOfFake(fake);
  const list = async (input: s3.ListBucketsCommandInput) =>
    (await client.send(new s3.ListBucketsCommand(input))).Buckets?.map(({ Name }) => Name);
  expect(await list({})).toEqual(['ireland', 'virginia']);
  expect(await list({ BucketRegion: 'eu-west-1' })).toEqual(['ireland']);
  expect(await list({ Prefix: 'vir' })).toEqual(['virginia']);
  const names: (string | undefined)[] = [];
  for await (const { Buckets = [] } of s3.paginateListBuckets({ client, pageSize: 1 }, {}))
    names.push(...Buckets.map(({ Name }) => Name));
  expect(names).toEqual(['ireland', 'virginia']);
});

test('bucket of another region is redirected to, by name of the region', async () => {
  const { s3: client, config } = clientsOfFake(fake);
  const list = new s3.ListObjectsV2Command({ Bucket: 'ireland' });
  await expect(client.send(list)).rejects.toMatchObject({
    name: 'PermanentRedirect',
    $response: { statusCode: 301, headers: { 'x-amz-bucket-region': 'eu-west-1' } },
  });
  await expect(client.send(new s3.HeadBucketCommand({ Bucket: 'ireland' }))).rejects.toMatchObject({
    $response: { statusCode: 301, headers: { 'x-amz-bucket-region': 'eu-west-1' } },
  });
  const following = new s3.S3Client({ ...config, forcePathStyle: true, followRegionRedirects: true });
  expect(await following.send(list)).toMatchObject({ KeyCount: 0 });
  expect(await client.send(new s3.GetBucketLocationCommand({ Bucket: 'ireland' }))).toMatchObject({
    LocationConstraint: 'eu-west-1',
  });
});

test('bucket in the name of the host is found, and the region of the signature is what may be wrong', async () => {
  const { credentials } = clientsOfFake(fake).config;
  // Node's agents accept socketPath, although AgentOptions does not declare it.
  const options = { keepAlive: true, socketPath: fake.socketPath };
  const of = (region: string) =>
    new s3.S3Client({
      region,
      credentials,
      endpoint: 'http://s3.eu-west-1.amazonaws.com',
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler({ httpAgent: new Agent(options) }),
    });
  const list = new s3.ListObjectsV2Command({ Bucket: 'ireland', Prefix: 'of nobody/' });
  expect(await of('eu-west-1').send(list)).toMatchObject({ KeyCount: 0 });
  await expect(of('us-east-1').send(list)).rejects.toMatchObject({
    name: 'AuthorizationHeaderMalformed',
    message: "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'",
    Region: 'eu-west-1',
  });
});

test('bucket of another account is forbidden until it is shared, and its owner can be expected', async () => {
  const { s3: client } = clientsOfFake(fake);
  const list = (ExpectedBucketOwner?: string) =>
    client.send(new s3.ListObjectsV2Command({ Bucket: 'theirs', ExpectedBucketOwner }));
  await expect(list()).rejects.toMatchObject({ name: 'AccessDenied', message: 'Access Denied' });
  await expect(client.send(new s3.CreateBucketCommand({ Bucket: 'theirs' }))).rejects.toMatchObject({
    name: 'BucketAlreadyExists',
  });
  fake.shareBucket('theirs', first);
  expect(await list(other)).toMatchObject({ KeyCount: 0 });
  await expect(list(first)).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('object goes to the bucket of its region, also in parts and by a presigned URL', async () => {
  const { s3: client } = clientsOfFake(fake, { region: 'eu-west-1' });
  const Bucket = 'ireland';
  await client.send(new s3.PutObjectCommand({ Bucket, Key: 'a b/ü+1.csv', Body: 'x,y\n' }));
  const { UploadId } = await client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: 'parts' }));
  const part = { Bucket, Key: 'parts', UploadId };
  const { ETag } = await client.send(new s3.UploadPartCommand({ ...part, PartNumber: 1, Body: 'part' }));
  await client.send(
    new s3.CompleteMultipartUploadCommand({ ...part, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }),
  );
  const url = await getSignedUrl(client, new s3.GetObjectCommand({ Bucket, Key: 'a b/ü+1.csv' }));
  expect(await (await fetch(url)).text()).toBe('x,y\n');
  await client.send(
    new s3.CopyObjectCommand({
      Bucket,
      Key: 'copy',
      CopySource: `${Bucket}/${encodeURIComponent('a b/ü+1.csv')}`,
    }),
  );
  fake.setFaults();
  await client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'copy' }] } }));
  const { Contents = [] } = await client.send(new s3.ListObjectsV2Command({ Bucket }));
  expect(Contents.map(({ Key }) => Key)).toEqual(['a b/ü+1.csv', 'parts']);
  expect(fake.operations).toEqual(['DeleteObjects', 'ListObjectsV2']);
  expect((await fetch(new URL('/virginia', fake.url))).status).toBe(403);
});
