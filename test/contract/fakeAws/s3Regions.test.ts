import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { bindOperations, openClients } from '../../../src/aws/index.ts';
import type { AwsClients } from '../../../src/aws/index.ts';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';
import { clientsOfFake, first, other } from './fakeClients.ts';

let fake: FakeAws;
let folder = '';
let clients: AwsClients;
let aws: ReturnType<typeof bindOperations>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-regions-'));
  fake = await openFakeAws({ accounts: [first, other] });
  await clientsOfFake(fake).s3.send(new s3.CreateBucketCommand({ Bucket: 'virginia' }));
  const ireland = clientsOfFake(fake, { region: 'eu-west-1' }).s3;
  await ireland.send(
    new s3.CreateBucketCommand({
      Bucket: 'ireland',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  );
  await ireland.send(new s3.PutObjectCommand({ Bucket: 'ireland', Key: 'in/a.csv', Body: 'a,b\n' }));
  const { accessKeyId, secretAccessKey } = fake.access(first);
  await writeFile(join(folder, 'config'), `[profile fake]\nregion = us-east-1\nendpoint_url = ${fake.url}\n`);
  await writeFile(
    join(folder, 'credentials'),
    `[fake]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await fake.stop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  clients = await openClients({ kind: 'aws', profile: 'fake', region: 'us-east-1' });
  aws = bindOperations(clients);
  fake.setFaults();
});
afterEach(() => clients.destroy());

test('buckets of other regions are listed with their region, and their objects are read where they are', async () => {
  expect(await aws.listRegionalBuckets()).toEqual([
    { name: 'virginia', region: 'us-east-1', createdAt: expect.any(Number) },
    { name: 'ireland', region: 'eu-west-1', createdAt: expect.any(Number) },
  ]);
  expect((await aws.listObjects({ bucket: 'ireland', prefix: 'in/' })).objects).toMatchObject([
    { key: 'in/a.csv' },
  ]);
  const target = { kind: 'prefix', bucket: 'ireland', key: 'in/' } as const;
  expect(await aws.countBelow(target)).toMatchObject({ objects: 1 });
  const to = join(folder, 'a.csv');
  await aws.downloadObject({ bucket: 'ireland', key: 'in/a.csv' }, to);
  expect(await readFile(to, 'utf8')).toBe('a,b\n');
  expect(await aws.tableObjects({ bucket: 'ireland', key: 'in/' })).toMatchObject([{ key: 'in/a.csv' }]);
  expect(await aws.bucketProperties('ireland')).toMatchObject({ region: 'eu-west-1' });
  // One redirect taught the region; every call after it goes there.
  const regions = fake.log.map(({ region }) => region);
  expect(regions.slice(0, 2)).toEqual(['us-east-1', 'us-east-1']);
  expect(new Set(regions.slice(2))).toEqual(new Set(['eu-west-1']));
});

test('a file is uploaded to a bucket of another region, and shared from there', async () => {
  const path = join(folder, 'up.csv');
  await writeFile(path, 'x');
  const plan = await aws.planUpload({ bucket: 'ireland', prefix: 'up/', paths: [path] });
  const options = { conflicts: 'replace', recordsFolder: join(folder, 'records') } as const;
  expect(await aws.startUpload(plan, options)).toMatchObject({ uploaded: 1, failed: [] });
  const { url } = await aws.presignGet({ bucket: 'ireland', key: 'up/up.csv' }, { seconds: 60 });
  expect(await (await fetch(url)).text()).toBe('x');
});

test('what may not be read is unknown, and the rest is there', async () => {
  fake.setFaults(
    { name: 'denied', operation: 'ListObjectVersions' },
    { name: 'denied', operation: 'GetObjectTagging' },
    { name: 'denied', operation: 'GetBucketVersioning' },
    { name: 'denied', operation: 'GetBucketEncryption' },
  );
  const target = { kind: 'prefix', bucket: 'ireland', key: 'in/' } as const;
  expect(await aws.countBelow(target)).toEqual({ objects: 1, bytes: 4, versions: 'unknown' });
  expect(await aws.objectProperties({ bucket: 'ireland', key: 'in/a.csv' })).toMatchObject({
    size: 4,
    tags: 'unknown',
    versions: 'unknown',
  });
  expect(await aws.bucketProperties('ireland')).toMatchObject({
    region: 'eu-west-1',
    versioning: 'unknown',
    encryption: 'unknown',
    objectOwnership: 'BucketOwnerEnforced',
  });
});

test('a created bucket is encrypted by request, and by default where that is denied', async () => {
  const accountId = '111122223333';
  fake.setFaults();
  expect((await aws.ensureBucket('encrypted', { accountId })).created).toEqual({
    encryption: 'AES256',
    isEncryptionSet: true,
    isPublicAccessBlocked: true,
  });
  expect(fake.operations).toContain('PutBucketEncryption');
  fake.setFaults({ name: 'denied', action: 's3:PutEncryptionConfiguration' });
  expect((await aws.ensureBucket('by-default', { accountId })).created).toEqual({
    encryption: 'AES256',
    isEncryptionSet: false,
    isPublicAccessBlocked: true,
  });
});

test('every key that may not be deleted is named', async () => {
  const put = (Key: string) =>
    clientsOfFake(fake).s3.send(new s3.PutObjectCommand({ Bucket: 'virginia', Key, Body: 'x' }));
  for (const key of ['d/1', 'd/2', 'd/3']) await put(key);
  fake.setFaults({ name: 'denied', action: 's3:DeleteObject', resource: 'virginia/d/2' });
  const target = { kind: 'prefix', bucket: 'virginia', key: 'd/' } as const;
  await expect(aws.deleteBelow({ target, versions: false })).rejects.toMatchObject({
    code: 'objects-not-deleted',
    facts: { count: 1, key: 'd/2', errors: [{ key: 'd/2', code: 'AccessDenied' }] },
  });
  expect(await aws.countBelow(target)).toMatchObject({ objects: 1 });
});
