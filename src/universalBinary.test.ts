import { expect, test } from 'vitest';
import { sliceOf } from '../scripts/machO.mjs';

/** A universal binary: a header, and the binaries of two processors behind it. */
function universal(magic: number): Buffer {
  const is64 = magic === 0xcafebabf;
  const bytes = Buffer.alloc(256);
  bytes.writeUInt32BE(magic, 0);
  bytes.writeUInt32BE(2, 4);
  const binaries = [
    { processor: 0x01000007, offset: 128, text: 'intel' },
    { processor: 0x0100000c, offset: 192, text: 'apple' },
  ];
  for (const [index, { processor, offset, text }] of binaries.entries()) {
    const at = 8 + index * (is64 ? 32 : 20);
    bytes.writeUInt32BE(processor, at);
    if (is64) {
      bytes.writeBigUInt64BE(BigInt(offset), at + 8);
      bytes.writeBigUInt64BE(5n, at + 16);
    } else {
      bytes.writeUInt32BE(offset, at + 8);
      bytes.writeUInt32BE(5, at + 12);
    }
    bytes.write(text, offset);
  }
  return bytes;
}

test.each([0xcafebabe, 0xcafebabf])(
  'a universal binary with the magic %i is cut to one processor',
  (magic) => {
    expect(sliceOf(universal(magic), 'x64').toString()).toBe('intel');
    expect(sliceOf(universal(magic), 'arm64').toString()).toBe('apple');
    expect(() => sliceOf(universal(magic), 'ppc')).toThrow('ppc');
  },
);

test('a binary of one processor stays as it is', () => {
  const bytes = Buffer.from('\x7fELF and more');
  expect(sliceOf(bytes, 'x64')).toBe(bytes);
});
