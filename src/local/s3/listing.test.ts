import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { readXml } from '../protocols/readXml.ts';
import { openTestDatabase } from '../store/database.testing.ts';
import type { TestDatabase } from '../store/database.testing.ts';
import type { Step } from '../store/statements.ts';
import { openResources } from '../store/resources.ts';
import { openBlobs } from './blobs.ts';
import { bucketSchema } from './bucket.ts';
import type { S3Context } from './context.ts';
import { compareKeys } from './keyOrder.ts';
import { listObjects } from './listing.ts';
import { openObjectStore } from './objects.ts';
import { openUploads } from './uploads.ts';
import { realFileSystem } from '../../files/writeFiles.ts';

let store: TestDatabase;
let context: S3Context;
beforeAll(async () => {
  store = await openTestDatabase();
  const { database, onError, folder } = store;
  const clock = () => new Date(0);
  const blobs = openBlobs(realFileSystem, folder, database.storeId);
  const objects = openObjectStore({ database, blobs, clock, onError });
  const buckets = openResources(database, 'bucket', bucketSchema, onError);
  const uploads = openUploads({ database, blobs, objects, clock, onError });
  context = { accountId: '111122223333', buckets, objects, blobs, uploads, clock };
});
afterAll(() => store.remove());

let bucketCount = 0;
/** A new bucket with these keys. */
async function bucketOf(keys: readonly string[]): Promise<string> {
  const name = `bucket-${(bucketCount += 1)}`;
  await context.buckets.put({ name, region: 'us-east-1', createdAt: '' });
  const body = JSON.stringify({ contentType: 'text/plain', metadata: {} });
  await store.database.write(
    keys.map((key): Step => ['putObject', name, key, `${name}/${key}`, 1, '""', '', body]),
  );
  return name;
}

const listed = z.object({
  ListBucketResult: z.object({
    IsTruncated: z.string(),
    NextContinuationToken: z.optional(z.string()),
    Contents: z._default(z.array(z.object({ Key: z.string() })), []),
    CommonPrefixes: z._default(z.array(z.object({ Prefix: z.string() })), []),
  }),
});
const limits = { repeated: new Set(['Contents', 'CommonPrefixes']), maxDepth: 5, maxElements: 100_000 };

async function list(bucket: string, options: Readonly<Record<string, string>>, used = context) {
  const { body } = await listObjects(used, {
    method: 'GET',
    path: `/${bucket}`,
    query: new URLSearchParams({ 'list-type': '2', 'encoding-type': 'url', ...options }),
    headers: {},
    trailers: {},
    body: (async function* () {})(),
    readBody: async () => Buffer.alloc(0),
    requestId: '',
    onHangUp: () => undefined,
    bucket,
    key: '',
  });
  const { ListBucketResult: result } = listed.parse(readXml(typeof body === 'string' ? body : '', limits));
  const names = [
    ...result.Contents.map(({ Key }) => Key),
    ...result.CommonPrefixes.map(({ Prefix }) => Prefix),
  ];
  return { names: names.map(decodeURIComponent), next: result.NextContinuationToken };
}

/** What all pages of a list should hold. */
function expectedNames(keys: readonly string[], prefix: string, delimiter: string): readonly string[] {
  const names = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return cut < 0 ? key : key.slice(0, cut + delimiter.length);
    });
  return [...new Set(names)].toSorted(compareKeys);
}

test('pages of any size hold every key and every common prefix once, in order', async () => {
  const part = fc.string({
    unit: fc.constantFrom('a', 'b', '/', '\ue000', '😀', '\u{10ffff}'),
    maxLength: 5,
  });
  const keys = fc.uniqueArray(
    part.filter((key) => key !== ''),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(
      keys,
      fc.constantFrom('', 'a', 'a/', '\u{10ffff}'),
      fc.constantFrom('', '/', 'ab'),
      fc.integer({ min: 1, max: 7 }),
      async (all, prefix, delimiter, size) => {
        const bucket = await bucketOf(all);
        const found: string[] = [];
        for (let token: string | undefined = ''; token !== undefined;) {
          const { names, next } = await list(bucket, {
            prefix,
            delimiter,
            'max-keys': String(size),
            ...(token === '' ? {} : { 'continuation-token': token }),
          });
          expect(names.length).toBeLessThanOrEqual(size);
          found.push(...names.toSorted(compareKeys));
          token = next;
        }
        expect(found).toEqual(expectedNames(all, prefix, delimiter));
      },
    ),
  );
});

test('listing folders of many objects reads a few rows of each', async () => {
  const keys = Array.from({ length: 3000 }, (_, index) => `folder-${index % 3}/${index}`);
  const bucket = await bucketOf(keys);
  let rowCount = 0;
  const counted: S3Context = {
    ...context,
    objects: {
      ...context.objects,
      from(...given) {
        const rows = context.objects.from(...given);
        rowCount += rows.length;
        return rows;
      },
    },
  };
  const { names } = await list(bucket, { delimiter: '/' }, counted);
  expect(names).toEqual(['folder-0/', 'folder-1/', 'folder-2/']);
  expect(rowCount).toBe(3);
});

test('damaged row of an object is set aside and named, and a page is filled with those that follow', async () => {
  const bucket = await bucketOf(['a', 'b', 'c']);
  store.damage(`UPDATE objects SET body = '{' WHERE bucket = '${bucket}' AND key = 'a'`);
  expect(await list(bucket, { 'max-keys': '2' })).toEqual({ names: ['b', 'c'], next: undefined });
  expect(store.errors.map(String)).toEqual([
    expect.stringContaining(`object s3://${bucket}/a cannot be read and was set aside`),
  ]);
  expect(context.objects.get(bucket, 'a')).toBeUndefined();
});
