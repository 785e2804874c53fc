import { execFileSync } from 'node:child_process';
import { appendFile, chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readTable } from './readTable.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-hostile-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const isPosix = process.platform !== 'win32';
const isRoot = process.getuid?.() === 0;

test.runIf(isPosix)('a pipe is refused without waiting for a writer', async () => {
  const path = join(folder, 'pipe.csv');
  execFileSync('mkfifo', [path]);
  await expect(readTable(path)).rejects.toMatchObject({ code: 'file-kind', facts: { found: 'pipe' } });
});

test.runIf(isPosix)('a socket is refused', async () => {
  const path = join(folder, 'socket.csv');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  await expect(readTable(path)).rejects.toMatchObject({ code: 'file-kind', facts: { found: 'socket' } });
  await new Promise((resolve) => server.close(resolve));
});

test.runIf(isPosix)('a device is refused', async () => {
  await expect(readTable('/dev/zero')).rejects.toMatchObject({
    code: 'file-kind',
    facts: { found: 'device' },
  });
});

test('a folder is refused', async () => {
  const path = join(folder, 'folder.csv');
  await mkdir(path);
  await expect(readTable(path)).rejects.toMatchObject({ code: 'file-kind', facts: { found: 'folder' } });
});

test.runIf(isPosix && !isRoot)('a file without the right to read is refused', async () => {
  const path = join(folder, 'locked.csv');
  await writeFile(path, 'a,b\n1,2\n');
  await chmod(path, 0);
  await expect(readTable(path)).rejects.toMatchObject({ code: 'file-unreadable' });
});

test.runIf(isPosix)('a broken link is a missing file', async () => {
  const path = join(folder, 'link.csv');
  await symlink(join(folder, 'nowhere.csv'), path);
  await expect(readTable(path)).rejects.toMatchObject({ code: 'file-missing' });
});

test('a file beyond the limit is refused before it is read', async () => {
  const path = join(folder, 'large.csv');
  await writeFile(path, 'a,b\n');
  await truncate(path, 600_000_000);
  await expect(readTable(path)).rejects.toMatchObject({ code: 'table-too-large' });
});

test('a file that grows while it is read is refused or read as it was', async () => {
  const path = join(folder, 'growing.csv');
  await writeFile(path, 'a,b\n1,2\n3,4\n');
  const reading = readTable(path).then(
    ({ rows }) => rows.length,
    (error: unknown) => error,
  );
  for (let row = 0; row < 50; row += 1) await appendFile(path, `${row},1\n`);
  const found = await reading;
  if (typeof found === 'number') expect(found).toBeGreaterThanOrEqual(2);
  else expect(found).toMatchObject({ code: 'file-changed' });
});

test.each<[string, () => string | Buffer, object]>([
  ['no byte', () => '', { code: 'table-empty' }],
  ['a mark of UTF-16 and no more', () => Buffer.from([0xff, 0xfe]), { code: 'table-empty' }],
  ['zero bytes', () => Buffer.alloc(100_000), { code: 'table-binary' }],
  [
    'a zero byte far down',
    () => `a,b\n${'1,2\n'.repeat(100_000)}1,\0\n`,
    { code: 'table-binary', facts: { line: 100_002 } },
  ],
  [
    'an open quote and a million lines',
    () => `a,b\n1,"2\n${'3,4\n'.repeat(1_000_000)}`,
    { code: 'table-quotes', facts: { line: 2 } },
  ],
  [
    'an open quote that a later one closes',
    () => `a,b\n${'1,2\n'.repeat(500)}1,"2\n${'3,4\n'.repeat(400)}5,"6\n${'3,4\n'.repeat(100)}`,
    { code: 'table-quotes', facts: { line: 502 } },
  ],
  ['quotes alone', () => '"'.repeat(3_000_001), { code: 'table-quotes' }],
  ['one line of 20 MB', () => `${'x'.repeat(20_000_000)}\n`, { code: 'table-header-only' }],
  ['a line of two million commas', () => `${','.repeat(2_000_000)}\n1\n`, { code: 'table-header-only' }],
])('a file with %s is refused in words', async (_, content, expected) => {
  const path = join(folder, 't.csv');
  await writeFile(path, content());
  await expect(readTable(path)).rejects.toMatchObject(expected);
});

test('prose in a .txt file is no table', async () => {
  const path = join(folder, 'notes.txt');
  await writeFile(
    path,
    'Dear reader,\n\nthis is a letter, not a table.\nIt has lines; some are long, some are not.\nBye\n',
  );
  await expect(readTable(path)).rejects.toMatchObject({ code: 'table-none' });
});

test('rows of another length are set aside up to one in a hundred, with their lines', async () => {
  const path = join(folder, 't.csv');
  const rows = Array.from({ length: 200 }, (_, row) =>
    row === 70 ? '70,1,9' : row === 90 ? '90' : `${row},${row % 7}`,
  );
  await writeFile(path, ['a,b', ...rows].join('\n'));
  const { rows: kept, reading, lines } = await readTable(path);
  expect(kept).toHaveLength(198);
  expect(lines[70]).toBe(73);
  expect(reading.wrongRowCount).toBe(2);
  expect(reading.wrongRows).toEqual([
    { line: 72, found: 3, expected: 2, why: 'too-many', text: '70,1,9' },
    { line: 92, found: 1, expected: 2, why: 'too-few', text: '90' },
  ]);
  await expect(readTable(path, { wrongRows: 'refuse' })).rejects.toMatchObject({
    code: 'table-ragged',
    facts: { row: 71, line: 72, count: 2, rowCount: 200 },
  });
});
