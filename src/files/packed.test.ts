import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packerFor } from './packed.ts';

async function* parts(count: number, closed: { isClosed: boolean }) {
  try {
    for (let part = 0; part < count; part += 1) {
      if (part === 7) throw new Error('part 7');
      yield Buffer.from(`part ${part}\n`);
    }
  } finally {
    closed.isClosed = true;
  }
}

const packed = async (count: number, closed = { isClosed: false }) => {
  const all: Uint8Array[] = [];
  for await (const part of packerFor('/a/t.csv.gz')?.(parts(count, closed)) ?? []) all.push(part);
  return Buffer.concat(all);
};

test('bytes are compressed as they come', async () => {
  expect(gunzipSync(await packed(3)).toString()).toBe('part 0\npart 1\npart 2\n');
});

test('a failure of the source is the failure of what is made of it', async () => {
  const closed = { isClosed: false };
  await expect(packed(9, closed)).rejects.toThrow('part 7');
  expect(closed.isClosed).toBe(true);
});

test('a file that is not compressed has no packer', () => {
  expect(packerFor('/a/t.csv')).toBeUndefined();
});
