import { posix, win32 } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filesOf, safeName } from './safeNames.ts';

const linux = { isWindows: false, foldsCase: false };
const windows = { isWindows: true, foldsCase: true };

const names = async (keys: readonly string[], rules: typeof linux, prefix = 'p/') => {
  const objects = keys.map((key) => ({
    key: `${prefix}${key}`,
    size: 1,
    etag: '"e"',
    modifiedAt: 0,
    storageClass: 'STANDARD',
  }));
  return (await filesOf(prefix, objects, rules)).map(({ file }) => file);
};

test('keys never leave the folder of a download', async () => {
  const keys = ['../../etc/passwd', '/absolute', '//x', './y', 'a/..', 'a/../b', 'nul\u0000', ''];
  for (const rules of [linux, windows])
    for (const file of await names(keys, rules)) {
      expect(file.split('/')).not.toContain('..');
      expect(file.split('/')).not.toContain('.');
      expect(file).not.toMatch(/^\/|\/\/|\0/);
    }
  expect(await names(['../a', '..\\..\\b', 'C:\\c'], windows)).toEqual(['__/a', '.._.._b', 'C__c']);
  expect(await names(['../a', 'a\\b'], linux)).toEqual(['___/a', 'a\\b']);
});

test('names that Windows reserves are made safe there alone', async () => {
  const keys = ['con', 'NUL.txt', 'com1.csv', 'conx', 'a.', 'b ', 'q?.csv', 'ü 😀.csv'];
  expect(await names(keys, windows)).toEqual([
    '_con',
    '_NUL.txt',
    '_com1.csv',
    'conx',
    'a_',
    'b_',
    'q_.csv',
    'ü 😀.csv',
  ]);
  expect(await names(keys, linux)).toEqual(keys);
});

test('keys that would be the same file get files of their own', async () => {
  expect(await names(['A.csv', 'a.csv', 'a-2.csv'], windows)).toEqual(['A.csv', 'a-2.csv', 'a-2-2.csv']);
  expect(await names(['A.csv', 'a.csv'], linux)).toEqual(['A.csv', 'a.csv']);
  expect(await names(['a', 'a/b', 'a/'], linux)).toEqual(['a-2', 'a/b', 'a/_']);
});

test('an empty key that ends in a slash is a folder and no file', async () => {
  const marker = { key: 'p/a/', size: 0, etag: '"e"', modifiedAt: 0, storageClass: 'STANDARD' };
  expect(await filesOf('p/', [marker], linux)).toEqual([]);
});

test('long names are cut to what file systems take, keep their ending and stay apart', () => {
  const [a, b] = [`${'日'.repeat(200)}a.csv`, `${'日'.repeat(200)}b.csv`].map((name) =>
    safeName(name, linux),
  );
  expect(a).not.toBe(b);
  for (const name of [a ?? '', b ?? '']) {
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
    expect(name).toMatch(/^日+-[0-9a-f]{8}\.csv$/);
  }
});

/** Parts of keys that file systems have no names for, or take for the same. */
const oddParts = [
  '',
  '.',
  '..',
  '...',
  ' ',
  'a',
  'A',
  'a ',
  'a.',
  'ä',
  'a\u0308',
  'Ä',
  'con',
  'NUL.csv',
  'x:y',
  '~',
  '-',
];
const part = fc.oneof(
  fc.constantFrom(
    ...oddParts,
    '..\\..\\b',
    'C:\\c',
    '\0',
    'a-2',
    'line\nbreak',
    '日'.repeat(85),
    'x'.repeat(255),
  ),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('/', '')),
);
const oddKey = fc
  .array(part, { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join('/'))
  .filter((key) => Buffer.byteLength(key) <= 1022);

test.each([
  ['Linux', posix, linux],
  ['macOS', posix, { isWindows: false, foldsCase: true }],
  ['Windows', win32, windows],
] as const)('files of any keys are below the folder on %s, each of its own', async (_, paths, rules) => {
  const folder = rules.isWindows ? 'C:\\to\\p' : '/to/p';
  const folded = (path: string) => (rules.foldsCase ? path.normalize('NFC').toLowerCase() : path);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(oddKey, { maxLength: 12 }), async (keys) => {
      const files = await names(keys, rules);
      expect(files).toHaveLength(keys.length);
      const places = files.map((file) => folded(paths.join(folder, ...file.split('/'))));
      expect(new Set(places).size).toBe(places.length);
      for (const place of places) {
        expect(place.startsWith(`${folded(folder)}${paths.sep}`)).toBe(true);
        // A file cannot have the path of another file's folder.
        expect(places.filter((other) => other.startsWith(`${place}${paths.sep}`))).toEqual([]);
      }
      for (const name of files.flatMap((file) => file.split('/'))) {
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(name).toMatch(rules.isWindows ? /^[^\p{Cc}<>:"\\|?*]*[^\p{Cc}<>:"\\|?*. ]$/u : /^\P{Cc}+$/u);
      }
    }),
  );
});
