import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as aws from '../../src/aws/index.ts';
import { explain } from '../../src/platform/messages.ts';
import { openBucketOwners } from '../../src/runs/bucketOwners.ts';
import { ownedBuckets } from '../../src/runs/session.ts';
import { localClients } from './embeddedServer.ts';
import { openProduct } from './product.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

const [own, other] = ['111122223333', '444455556666'];
let product: Awaited<ReturnType<typeof openProduct>>;
beforeAll(async () => {
  product = await openProduct();
});
afterAll(() => product.stop());

/** New clients, and the calls that they make: the command and the owner it expects. */
function openClients() {
  const clients = localClients(product.server);
  const calls: { readonly command: string; readonly owner: string | undefined }[] = [];
  clients.s3.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const headers = headersOf(args.request);
        calls.push({ command: commandName, owner: headers['x-amz-expected-bucket-owner'] });
        return next(args);
      },
    { step: 'build' },
  );
  return { clients, calls };
}

function headersOf(request: unknown): Readonly<Record<string, string | undefined>> {
  if (typeof request !== 'object' || request === null || !('headers' in request)) return {};
  // SAFETY: an HTTP request of the SDK has its headers as a record of strings.
  return request.headers as Record<string, string>;
}

test('every call about a bucket of ours expects its owner, uploads in parts included', async () => {
  const { clients: local, calls } = openClients();
  // As on AWS, where large files go in parts.
  const clients = { ...local, takesWholeFiles: false };
  const bucket = 'owner-is-expected';
  await aws.ensureBucket(clients, bucket, { accountId: own });
  calls.length = 0;
  const path = join(product.server.stateFolder, 'large');
  await writeFile(path, Buffer.alloc(11 * 2 ** 20, 'x'));
  const job = { trainingJobName: 'job-1', pollIntervalMs: 10 };
  await aws.uploadFiles(clients, [{ path, bucket, key: 'large' }]);
  await aws.uploadTrainingData(clients, { path, bucket, key: 'train' }, job);
  await aws.removeDataOfRefusedJob(clients, { bucket, key: 'train' }, 'job-1');
  await aws.putJson(clients, { bucket, key: 'a.json' }, {});
  await aws.getJson(clients, { bucket, key: 'a.json' });
  await aws.objectExists(clients, { bucket, key: 'a.json' });
  await aws.downloadObject(clients, { bucket, key: 'large' }, join(product.server.stateFolder, 'copy'));
  await aws.listObjects(clients, { bucket, prefix: '' });
  await aws.ensureBucket(clients, bucket, { accountId: own });
  expect(new Set(calls.map(({ command }) => command))).toEqual(
    new Set([
      'CompleteMultipartUploadCommand',
      'CreateMultipartUploadCommand',
      'DeleteObjectCommand',
      'GetObjectCommand',
      'HeadBucketCommand',
      'HeadObjectCommand',
      'ListObjectsV2Command',
      'PutObjectCommand',
      'UploadPartCommand',
    ]),
  );
  expect(calls.filter(({ owner }) => owner !== own)).toEqual([]);
  clients.destroy();
});

test('a bucket that came to belong to somebody else gets nothing', async () => {
  const { clients } = openClients();
  const bucket = 'changed-hands';
  await aws.ensureBucket(clients, bucket, { accountId: own });
  clients.bucketOwners.set(bucket, other);
  await expect(aws.putJson(clients, { bucket, key: 'a.json' }, {})).rejects.toMatchObject({
    code: 'access-denied',
  });
  clients.bucketOwners.delete(bucket);
  expect(await aws.getJson(clients, { bucket, key: 'a.json' })).toBeUndefined();
  clients.destroy();
});

/** Clients signed in to an account that does not own the buckets of the server. */
function openStrangersClients() {
  const { clients } = openClients();
  clients.s3.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'ListBucketsCommand') return next(args);
        throw Object.assign(new Error('not authorized to perform: s3:ListAllMyBuckets'), {
          name: 'AccessDenied',
        });
      },
    { step: 'initialize' },
  );
  return clients;
}

test('a default bucket that another account has taken is refused in words', async () => {
  const clients = openStrangersClients();
  const bucket = aws.defaultBucketName('us-east-1', other);
  await product.session.ensureBucket(bucket);
  const error: unknown = await aws
    .ensureBucket(clients, bucket, { accountId: other })
    .catch((refused: unknown) => refused);
  expect(error).toMatchObject({ code: 'bucket-taken' });
  expect(explain(error).message).toContain('Another account owns this bucket name');
  clients.destroy();
});

test('a bucket in another account is refused until its owner is confirmed, who is expected from then on', async () => {
  const clients = openStrangersClients();
  const bucket = 'of-a-colleague';
  await product.session.ensureBucket(bucket);
  const owners = openBucketOwners(join(product.storage, 'agreed'));
  const open = () =>
    ownedBuckets(owners, 'aws:default@us-east-1', {
      aws: aws.bindOperations(clients),
      identity: async () => ({ accountId: other, arn: '' }),
    });
  const { ensureBucket, agreeToOwner, bucketOwner } = open();
  await expect(ensureBucket(bucket)).rejects.toMatchObject({
    code: 'bucket-of-other-account',
    facts: { bucket, accountId: other },
  });
  expect(clients.bucketOwners.size).toBe(0);
  await expect(agreeToOwner(bucket, '999900001111')).rejects.toMatchObject({ code: 'bucket-owner-other' });
  expect(await bucketOwner(bucket)).toBeUndefined();
  await agreeToOwner(bucket, own);
  expect(await open().bucketOwner(bucket)).toBe(own);
  expect(await ensureBucket(bucket)).toEqual({ created: undefined, owner: own });
  expect(clients.bucketOwners.get(bucket)).toBe(own);
  clients.destroy();
});

test('a bucket that changed its owner is refused, and not created anew', async () => {
  const { clients } = openClients();
  const owners = openBucketOwners(join(product.storage, 'changed'));
  const { ensureBucket } = ownedBuckets(owners, 'aws:default@us-east-1', {
    aws: aws.bindOperations(clients),
    identity: product.session.identity,
  });
  await product.session.ensureBucket('sold');
  for (const bucket of ['sold', 'deleted-by-its-owner']) {
    await owners.save('aws:default@us-east-1', bucket, other);
    // As a window that was opened since then.
    clients.bucketOwners.set(bucket, other);
    const refused: unknown = await ensureBucket(bucket).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'bucket-owner-other', facts: { bucket, owner: other } });
    expect(explain(refused).message).toContain(`${bucket} does not belong to account ${other}`);
  }
  expect((await aws.listBuckets(clients)).map(({ name }) => name)).not.toContain('deleted-by-its-owner');
  clients.destroy();
});

test('bucket owners are remembered, including those of buckets that runs created', async () => {
  const { clients } = openClients();
  const owners = openBucketOwners(join(product.storage, 'remembered'));
  const { ensureBucket } = ownedBuckets(owners, 'aws:default@us-east-1', {
    aws: aws.bindOperations(clients),
    identity: product.session.identity,
  });
  expect(await ensureBucket('remembered')).toEqual({
    created: { encryption: 'AES256', isEncryptionSet: true, isPublicAccessBlocked: true },
    owner: own,
  });
  await ensureBucket('another');
  expect(await owners.all('aws:default@us-east-1')).toEqual(
    new Map([
      ['remembered', own],
      ['another', own],
    ]),
  );
  expect(await owners.all('aws:other@us-east-1')).toEqual(new Map());
  clients.destroy();
});
