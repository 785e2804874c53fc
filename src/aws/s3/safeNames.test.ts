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
