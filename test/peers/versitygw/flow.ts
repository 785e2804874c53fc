// Runs the product's work in S3 against versitygw, a server of another make, in a bucket with versions.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as s3 from '@aws-sdk/client-s3';
import * as aws from '../../../src/aws/index.ts';
import { unfinishedTransfers } from '../../../src/aws/s3/records.ts';

const [endpointUrl, folder] = process.argv.slice(2);
assert(endpointUrl !== undefined && folder !== undefined, 'usage: flow.mjs ENDPOINT_URL FOLDER');
const clients = aws.createClients({ kind: 'custom', endpointUrl });
const work = aws.bindOperations(clients);
const bucket = 'work';
const recordsFolder = join(folder, 'records');
const below = (key: string) => ({ kind: 'prefix', bucket, key }) as const;
const object = (key: string) => ({ kind: 'object', bucket, key }) as const;
const large = randomBytes(20 * 2 ** 20);
const names = ['large.bin', 'b+c %20 &<>.csv', 'ü/日本 😀.csv'];

await clients.s3.send(new s3.CreateBucketCommand({ Bucket: bucket }));
await clients.s3.send(
  new s3.PutBucketVersioningCommand({
    Bucket: bucket,
    VersioningConfiguration: { Status: 'Enabled' },
  }),
);
await uploads();
await searches();
await copies();
await downloads();
await describes();
await deletes();
clients.destroy();

/** Interrupts an upload and resumes it. */
async function uploads(): Promise<void> {
  for (const name of names) {
    await mkdir(join(folder ?? '', 'data', name, '..'), { recursive: true });
    await writeFile(join(folder ?? '', 'data', name), name === 'large.bin' ? large : name);
  }
  const plan = await work.planUpload({ bucket, prefix: 'in/', paths: [join(folder ?? '', 'data')] });
  assert.deepEqual(plan.conflicts, []);
  const ending = new AbortController();
  const interrupted = work.startUpload(plan, {
    conflicts: 'replace',
    recordsFolder,
    signal: ending.signal,
    keepsWhenCancelled: true,
    onProgress: ({ bytes }) => {
      if (bytes > 2 ** 20) ending.abort(new Error('reload'));
    },
  });
  await assert.rejects(interrupted, /reload/);
  const [unfinished] = await unfinishedTransfers(recordsFolder);
  assert(unfinished !== undefined);
  assert.equal((await work.pendingUploads({ bucket, key: 'in/' })).length, 1);
  const outcome = await work.resumeUpload(unfinished.record);
  assert.deepEqual([outcome.uploaded, outcome.failed], [3, []]);
  assert.deepEqual(await work.pendingUploads({ bucket, key: '' }), []);
  assert.deepEqual(await unfinishedTransfers(recordsFolder), []);
  const again = await work.planUpload({ bucket, prefix: 'in/', paths: [join(folder ?? '', 'data')] });
  assert.equal(again.conflicts.length, 3);
}

async function searches(): Promise<void> {
  const page = await work.listObjects({ bucket, prefix: 'in/data/b+' });
  assert.deepEqual(
    page.objects.map(({ key }) => key),
    [`in/data/${names[1]}`],
  );
  const [first] = await work.listRegionalBuckets();
  assert.equal(first?.name, bucket);
}

async function copies(): Promise<void> {
  const kept = { Metadata: { rows: '12' }, ContentType: 'text/csv', CacheControl: 'no-cache' };
  await clients.s3.send(
    new s3.PutObjectCommand({ ...kept, Bucket: bucket, Key: 'm.csv', Body: large, Tagging: 'team=a' }),
  );
  for (const [key, mostWholeBytes] of [
    ['whole.csv', 2 ** 30],
    ['parts.csv', 2 ** 20],
  ] as const) {
    const outcome = await work.copyObjects(
      { from: object('m.csv'), to: { bucket, key } },
      { mostWholeBytes },
    );
    assert.equal(outcome.copied, 1);
    const properties = await work.objectProperties({ bucket, key });
    assert.deepEqual(
      [properties.size, properties.metadata, properties.contentType, properties.tags],
      [large.length, { rows: '12' }, 'text/csv', { team: 'a' }],
    );
  }
  const moved = await work.moveObjects({ from: below('in/data/'), to: { bucket, key: 'moved/' } });
  assert.deepEqual([moved.copied, moved.failed], [3, []]);
  assert.equal((await work.countBelow(below('in/'))).objects, 0);
  assert.equal((await work.createFolderKey({ bucket, prefix: 'new/' })).created, true);
}

async function downloads(): Promise<void> {
  const plan = await work.planDownload(below('moved/'));
  const { path, files } = await work.startDownload(plan, { folder: join(folder ?? '', 'to'), recordsFolder });
  assert.equal(files, 3);
  assert(large.equals(await readFile(join(path, 'large.bin'))));
  assert.equal(await readFile(join(path, 'ü/日本 😀.csv'), 'utf8'), 'ü/日本 😀.csv');
  const link = await work.presignGet({ bucket, key: 'moved/ü/日本 😀.csv' }, { seconds: 60 });
  assert.equal(await (await fetch(link.url)).text(), 'ü/日本 😀.csv');
}

async function describes(): Promise<void> {
  const properties = await work.bucketProperties(bucket);
  assert.equal(properties.versioning, 'enabled');
  const { versions } = await work.objectProperties({ bucket, key: 'm.csv' });
  assert(versions !== 'unknown');
  assert.deepEqual(
    versions.map(({ isLatest }) => isLatest),
    [true],
  );
}

/** Without versions, markers hide what is there; with versions, nothing is left. */
async function deletes(): Promise<void> {
  const before = await work.countBelow(below(''));
  const deleted = await work.deleteBelow({ target: below(''), versions: false });
  assert.equal(deleted.objects, before.objects);
  const hidden = await work.countBelow(below(''));
  assert.equal(hidden.objects, 0);
  assert(hidden.versions !== 'unknown' && hidden.versions.count >= before.objects);
  assert(hidden.versions.deleteMarkers >= before.objects);
  const all = await work.deleteBelow({ target: below(''), versions: true });
  assert.equal(all.objects, hidden.versions.count);
  assert.equal(all.deleteMarkers, hidden.versions.deleteMarkers);
  assert.deepEqual((await work.countBelow(below(''))).versions, { count: 0, bytes: 0, deleteMarkers: 0 });
}
