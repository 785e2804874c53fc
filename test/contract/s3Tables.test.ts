import { readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import * as aws from '../../src/aws/index.ts';
import { recognise } from '../../src/aws/failures/errors.ts';
import { openS3Tables, originOf } from '../../src/runs/s3Tables.ts';
import { localClients, startEmbeddedServer } from './embeddedServer.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
let clients: aws.AwsClients;
const bucket = 'tables';
const commands: string[] = [];
/** Transforms applied to the next response bodies. */
let tampers: ((body: Readable) => Readable | Promise<Readable>)[] = [];
beforeAll(async () => {
  server = await startEmbeddedServer();
  clients = localClients(server);
  await aws.ensureBucket(clients, bucket, { accountId: '111122223333' });
  clients.s3.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        commands.push(commandName);
        const answered = await next(args);
        const { output } = answered;
        const tamper = 'Body' in output && output.Body instanceof Readable ? tampers.shift() : undefined;
        if (tamper !== undefined && 'Body' in output && output.Body instanceof Readable)
          Object.assign(output, { Body: await tamper(output.Body) });
        return answered;
      },
    { step: 'initialize', name: 'seen' },
  );
});
afterEach(() => {
  commands.length = 0;
  tampers = [];
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  clients.destroy();
  await server.stop();
});

const inFolder = (name: string) => join(server.stateFolder, name);
const put = (key: string, body: string | Buffer) =>
  clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
const session = () => ({ aws: aws.bindOperations(clients), connectionId: 'local' });
const tables = (name: string, limitBytes = 1e9) =>
  openS3Tables({ folder: inFolder(name), limitBytes: () => limitBytes });
const at = (key: string) => `s3://${bucket}/${key}`;

/** Names of a copy and of what was fetched along with it. */
const keptBeside = async (path: string) =>
  (await readdir(dirname(path))).filter((name) => !name.startsWith('.')).toSorted();

/** Passes on some bytes, then fails like a broken connection. */
const brokenAfter = (bytes: number) => (body: Readable) =>
  Readable.from(
    (async function* () {
      let left = bytes;
      for await (const chunk of body) {
        const part: Uint8Array = chunk;
        yield part.subarray(0, left);
        left -= part.length;
        if (left <= 0) throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
      }
    })(),
  );

describe('a download', () => {
  const bytes = Buffer.alloc(1_000_003, 'a line of rows\n');

  test('continues where its connection broke', async () => {
    await put('broken', bytes);
    tampers = [brokenAfter(100_000), brokenAfter(300_000)];
    const received: number[] = [];
    const onReceived = (count: number) => received.push(count);
    await aws.downloadObject(clients, { bucket, key: 'broken' }, inFolder('whole'), { onReceived });
    expect(bytes.equals(await readFile(inFolder('whole')))).toBe(true);
    expect(commands.filter((name) => name === 'GetObjectCommand')).toHaveLength(3);
    expect(received.at(-1)).toBe(bytes.length);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
  });

  test('fails when its connection keeps breaking without receiving a byte', async () => {
    await put('gone', bytes);
    tampers = Array.from({ length: 10 }, () => brokenAfter(0));
    const download = aws.downloadObject(clients, { bucket, key: 'gone' }, inFolder('never'));
    await expect(download).rejects.toMatchObject({ code: 'network-unreachable' });
    expect(await readdir(server.stateFolder)).not.toContain('never');
  });

  test('of an object that is replaced meanwhile fails with object-changed', async () => {
    await put('replaced', bytes);
    const replace = async (body: Readable) => {
      await put('replaced', 'other');
      return brokenAfter(10)(body);
    };
    tampers = [replace];
    const download = aws.downloadObject(clients, { bucket, key: 'replaced' }, inFolder('mixed'));
    await expect(download).rejects.toMatchObject({ code: 'object-changed' });
    expect(await readdir(server.stateFolder)).not.toContain('mixed');
  });
});

describe('a table in S3', () => {
  test('is downloaded once per version', async () => {
    await put('folder/salary.csv', 'a,b\n1,2\n');
    const opened = tables('once');
    const path = await opened.fetch(session(), at('folder/salary.csv'));
    expect(basename(path)).toBe('salary.csv');
    expect(await readFile(path, 'utf8')).toBe('a,b\n1,2\n');
    expect(await opened.fetch(session(), at('folder/salary.csv'))).toBe(path);
    expect(commands.filter((name) => name === 'GetObjectCommand')).toHaveLength(1);
    await put('folder/salary.csv', 'a,b\n3,4\n');
    const later = await tables('once').fetch(session(), at('folder/salary.csv'));
    expect(later).not.toBe(path);
    expect(await readFile(later, 'utf8')).toBe('a,b\n3,4\n');
    // Readers of the older version are undisturbed.
    expect(await readFile(path, 'utf8')).toBe('a,b\n1,2\n');
  });

  test('can be all tables directly under a prefix', async () => {
    await put('parts/part-2.csv', 'a\n2\n');
    await put('parts/part-1.csv', 'a\n1\n');
    await put('parts/_SUCCESS', '');
    await put('parts/older/part-0.csv', 'a\n0\n');
    const progress: number[] = [];
    const path = await tables('parts').fetch(session(), at('parts/'), {
      onProgress: ({ phase, done, total }) => {
        expect([phase, total]).toEqual(['downloading', 8]);
        progress.push(done);
      },
    });
    expect(basename(path)).toBe('parts');
    expect(await readdir(path)).toEqual(['part-1.csv', 'part-2.csv']);
    expect([progress[0], progress.at(-1)]).toEqual([0, 8]);
  });

  test('keeps every table under a prefix, even if local file names would collide', async () => {
    const long = 'delivery-stream-of-the-shop-in-the-north-1-2026-11-30-';
    const names = ['A.csv', 'a.csv', 'b:.csv', 'b?.csv', 'b_.csv', 'café.csv', 'cafe\u0301.csv'];
    for (const hour of ['13-49', '14-49', '15-49']) names.push(`${long}${hour}.csv`);
    for (const name of names) await put(`alike/${name}`, `a\n${name}\n`);
    const path = await tables('alike').fetch(session(), at('alike/'));
    const files = await readdir(path);
    const texts = await Promise.all(files.toSorted().map((name) => readFile(join(path, name), 'utf8')));
    expect(texts.toSorted()).toEqual(names.map((name) => `a\n${name}\n`).toSorted());
    expect(new Set(files.map((name) => name.normalize('NFC').toLowerCase())).size).toBe(names.length);
    const [first, second, third] = texts.filter((text) => text.includes(long));
    expect([first, second, third].map((text) => text?.slice(-10))).toEqual([
      '13-49.csv\n',
      '14-49.csv\n',
      '15-49.csv\n',
    ]);
  });

  test.each([' ', '+', '%2F', '%', 'a b+c%20.csv', 'ключ 😀.csv', 'ends ', '#?&=.csv', "it's.csv", '/x.csv'])(
    'is fetched by its key as it is: %j',
    async (key) => {
      await put(`odd/${key}`, `a\n1\n`);
      const path = await tables('odd').fetch(session(), at(`odd/${key}`));
      expect(await readFile(path, 'utf8')).toBe('a\n1\n');
    },
  );

  test.each([
    ['parts/none/', 'table-objects-missing'],
    ['nowhere.csv', 'resource-not-found'],
  ])('that does not exist, %s, fails as %s and names it', async (key, code) => {
    await expect(tables('missing').fetch(session(), at(key))).rejects.toMatchObject({
      code,
      facts: { s3Uri: at(key) },
    });
  });

  test('whose key would escape the folder, or is too long, is saved inside it', async () => {
    const opened = tables('safe');
    for (const key of ['x/..', `x/${'n'.repeat(900)}.csv.gz`, 'x/a:b?.csv', 'x/con.csv']) {
      await put(key, 'a\n1\n');
      const path = await opened.fetch(session(), at(key));
      expect(path.startsWith(inFolder('safe'))).toBe(true);
      expect(basename(path).length).toBeLessThan(80);
      expect(await readFile(path, 'utf8')).toBe('a\n1\n');
    }
    const long = await opened.fetch(session(), at(`x/${'n'.repeat(900)}.csv.gz`));
    expect(long.endsWith('.csv.gz')).toBe(true);
  });

  test('evicts the least recently used copies when the cache is full', async () => {
    const opened = tables('bounded', 2500);
    const paths: string[] = [];
    for (const key of ['a.csv', 'b.csv', 'c.csv']) {
      await put(key, Buffer.alloc(1000, '1'));
      paths.push(await opened.fetch(session(), at(key)));
    }
    await expect(readFile(paths[0] ?? '')).rejects.toMatchObject({ code: 'ENOENT' });
    for (const path of paths.slice(1)) expect((await readFile(path)).length).toBe(1000);
  });

  test('requested by two callers is downloaded once, even if the first one cancels', async () => {
    await put('shared.csv', Buffer.alloc(100_000, '1'));
    const opened = tables('shared');
    const stopping = new AbortController();
    const first = opened.fetch(session(), at('shared.csv'), {
      signal: stopping.signal,
      onProgress: ({ done }) => done > 0 && stopping.abort(),
    });
    const second = opened.fetch(session(), at('shared.csv'));
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect((await readFile(await second)).length).toBe(100_000);
    const both = await Promise.all([1, 2].map(() => opened.fetch(session(), at('shared.csv'))));
    expect(both[0]).toBe(both[1]);
  });

  test('leaves nothing when it is cancelled', async () => {
    await put('large.csv', Buffer.alloc(3_000_000, '1'));
    const stopping = new AbortController();
    const fetched = tables('cancelled').fetch(session(), at('large.csv'), {
      signal: stopping.signal,
      onProgress: ({ done }) => done > 0 && stopping.abort(),
    });
    await expect(fetched).rejects.toMatchObject({ name: 'AbortError' });
    const left = await readdir(inFolder('cancelled'), { recursive: true });
    expect(left.filter((name) => name.endsWith('.csv') || name.endsWith('.s3'))).toEqual([]);
  });

  test('is downloaded with the companion files that exist', async () => {
    await put('run/model.tar.gz', 'model');
    await put('run/preparation.json', '{}');
    const beside = ['preparation.json', 'evaluation.json'];
    const path = await tables('beside').fetch(session(), at('run/model.tar.gz'), { beside });
    expect(basename(path)).toBe('model.tar.gz');
    expect(await keptBeside(path)).toEqual(['model.tar.gz', 'preparation.json']);
    expect(await originOf(path)).toBe(at('run/model.tar.gz'));
  });

  test('is downloaded alone where S3 denies whether its companion files exist', async () => {
    await put('denied/model.tar.gz', 'model');
    const own = session();
    const tableObjects: typeof own.aws.tableObjects = async (location, signal) => {
      // As S3 answers a HEAD of a missing object to whoever may not list the bucket.
      const denied = { name: 'Forbidden', message: 'UnknownError', $metadata: { httpStatusCode: 403 } };
      if (location.key.endsWith('.json'))
        throw recognise(Object.assign(new Error('UnknownError'), denied), 'HeadObject');
      return own.aws.tableObjects(location, signal);
    };
    const restricted = { ...own, aws: { ...own.aws, tableObjects } };
    const beside = ['preparation.json'];
    const path = await tables('denied').fetch(restricted, at('denied/model.tar.gz'), { beside });
    expect(await keptBeside(path)).toEqual(['model.tar.gz']);
  });

  test('that another window has just downloaded is reused', async () => {
    await put('both.csv', 'a\n1\n');
    const folder = 'windows';
    const other = tables(folder);
    tampers = [
      async (body) => {
        await other.fetch(session(), at('both.csv'));
        return body;
      },
    ];
    const path = await tables(folder).fetch(session(), at('both.csv'));
    expect(await readFile(path, 'utf8')).toBe('a\n1\n');
    await writeFile(path, 'a\n1\n');
  });
});
