import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEngine } from './client.ts';

/**
 * An engine in place of ours, on the same wire: a table's path says what its profile does; starts and calls are logged to a file.
 * "gate" ends when it is cancelled, "deaf" never, "busy" holds the event loop, "later" answers when it is called a second time, "writing"
 * at the next "release"; "tidying" ends some time after it is cancelled, once the file LOG.go is there.
 */
const standIn = `
import { appendFileSync, existsSync } from 'node:fs';
import { openPieces, sendInPieces } from './src/data/engine/wire.ts';
const log = process.env.STAND_IN_LOG;
const note = (line) => appendFileSync(log, line + '\\n');
const send = (message) => sendInPieces(message, (piece) => process.send(piece));
note('start ' + process.pid);
const gates = new Map();
process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => process.exit());
process.on('message', openPieces((message) => {
  if ('cancel' in message) {
    note('cancel');
    gates.get(message.cancel)?.();
    return;
  }
  const { id, request: { path } } = message;
  note(path);
  if (path === 'gate') gates.set(id, () => send({ id, failure: { message: 'stopped' } }));
  if (path === 'busy') for (;;);
  if (path === 'later') {
    if (existsSync(log + '.seen')) send({ id, answer: process.pid });
    else appendFileSync(log + '.seen', '');
  }
  if (path === 'writing') gates.set(path, () => send({ id, answer: process.pid }));
  if (path === 'tidying')
    gates.set(id, () => {
      const timer = setInterval(() => {
        if (!existsSync(log + '.go')) return;
        clearInterval(timer);
        note('tidied');
        send({ id, failure: { message: 'stopped' } });
      }, 5);
    });
  if (path === 'release') {
    gates.get('writing')();
    send({ id, answer: null });
  }
  if (path === 'die') process.kill(process.pid, 'SIGKILL');
  if (path === 'report') {
    const progress = { phase: 'reading', done: 1, total: 2, unit: 'bytes' };
    send({ id, progress });
    send({ id, partial: 'some' });
    send({ id, answer: 'all' });
  }
  if (path === 'now') send({ id, answer: process.pid });
}));
`;

let folder = '';
let modulePath = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-client-'));
  modulePath = join(folder, 'engine.mjs');
  await build({
    stdin: { contents: standIn, resolveDir: process.cwd() },
    outfile: modulePath,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let log = '';
let count = 0;
beforeEach(() => {
  count += 1;
  log = join(folder, `log-${count}`);
  process.env['STAND_IN_LOG'] = log;
});

const logged = async () => (await readFile(log, 'utf8').catch(() => '')).split('\n').filter(Boolean);
const startsOf = async () => (await logged()).filter((line) => line.startsWith('start'));
const started = async (line: string) => expect.poll(logged, { timeout: 10_000 }).toContain(line);

function withEngine(check: (call: ReturnType<typeof caller>) => Promise<void>) {
  return async () => {
    const engine = createEngine(modulePath);
    try {
      await check(caller(engine));
    } finally {
      await engine.dispose();
    }
  };
}

/** Calls by what the stand-in shall do; its answers are no profiles. */
function caller(engine: ReturnType<typeof createEngine>) {
  return (path: string, options: Parameters<typeof engine.profile>[1] = {}): Promise<unknown> =>
    engine.profile({ path }, options);
}

const reason = new Error('enough');

test(
  'a cancelled call that ends by itself leaves the process to the others',
  withEngine(async (call) => {
    const controller = new AbortController();
    const pid = await call('now');
    const cancelled = call('gate', { signal: controller.signal });
    await started('gate');
    controller.abort(reason);
    await expect(cancelled).rejects.toBe(reason);
    await started('cancel');
    expect(await call('now')).toBe(pid);
    expect(await startsOf()).toHaveLength(1);
  }),
);

test(
  'a process that does not end a cancelled call is killed, and its other calls are answered by a new one',
  withEngine(async (call) => {
    const controller = new AbortController();
    const other = call('later');
    await started('later');
    const cancelled = call('busy', { signal: controller.signal });
    await started('busy');
    controller.abort(reason);
    await expect(cancelled).rejects.toBe(reason);
    expect(await other).toEqual(expect.any(Number));
    const [first = '', second = ''] = await startsOf();
    expect(second).toBe(`start ${String(await other)}`);
    await expect.poll(() => isAlive(Number(first.slice(6)))).toBe(false);
  }),
);

test('a process that cannot be cancelled is killed only after its calls that write files', async () => {
  const engine = createEngine(modulePath, { cancelGraceMs: 1 });
  const call = caller(engine);
  const controller = new AbortController();
  const writing = engine.convertToRecordIO({ path: 'writing' });
  const cancelled = call('deaf', { signal: controller.signal });
  await started('deaf');
  controller.abort(reason);
  await expect(cancelled).rejects.toBe(reason);
  await started('cancel');
  const pid = await call('now');
  expect(await call('now')).toBe(pid);
  await call('release');
  expect(await writing).toBe(pid);
  await expect.poll(() => isAlive(Number(pid))).toBe(false);
  expect((await logged()).filter((line) => line === 'writing')).toHaveLength(1);
  await engine.dispose();
});

test('a process that removes what a cancelled call was writing is replaced, and ends once it has', async () => {
  const engine = createEngine(modulePath, { cancelGraceMs: 200 });
  const call = caller(engine);
  const first = await call('now');
  const controller = new AbortController();
  const cancelled = engine.convertToRecordIO({ path: 'tidying' }, { signal: controller.signal });
  await started('tidying');
  controller.abort(reason);
  await expect(cancelled).rejects.toBe(reason);
  await expect.poll(() => call('now')).not.toBe(first);
  expect(isAlive(Number(first))).toBe(true);
  await writeFile(`${log}.go`, '');
  await started('tidied');
  await expect.poll(() => isAlive(Number(first))).toBe(false);
  await engine.dispose();
});

test('disposing ends a process that does nothing else than compute', async () => {
  const engine = createEngine(modulePath);
  const busy = caller(engine)('busy').catch((error: unknown) => error);
  await started('busy');
  const [start = ''] = await startsOf();
  await engine.dispose();
  expect(await busy).toMatchObject({ code: 'engine-ended' });
  expect(isAlive(Number(start.slice(6)))).toBe(false);
});

test(
  'a process that dies fails its calls, and the next call starts another',
  withEngine(async (call) => {
    const waiting = call('gate');
    const dying = call('die');
    await expect(dying).rejects.toMatchObject({ code: 'engine-ended', facts: { found: 'SIGKILL' } });
    await expect(waiting).rejects.toMatchObject({ code: 'engine-ended' });
    expect(await call('now')).toEqual(expect.any(Number));
    expect(await startsOf()).toHaveLength(2);
  }),
);

test(
  'progress and a partial answer reach the caller before the answer',
  withEngine(async (call) => {
    const seen: unknown[] = [];
    const answer = await call('report', {
      onProgress: ({ done, total }) => seen.push([done, total]),
      onPartial: (partial) => seen.push(partial),
    });
    expect([...seen, answer]).toEqual([[1, 2], 'some', 'all']);
  }),
);

test(
  'a request that cannot be sent rejects its own call alone',
  withEngine(async (call) => {
    const pid = await call('now');
    const engine = createEngine(modulePath);
    const unsendable = { path: 'now', toString: () => '' };
    await expect(engine.profile(unsendable)).rejects.toThrow('could not be cloned');
    await engine.dispose();
    expect(await call('now')).toBe(pid);
  }),
);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
