import { expect, test } from 'vitest';
import { openChecksum } from './checksums.ts';

// The check values of the catalogue of parametrised CRC algorithms, for the text 123456789.
test.each([
  ['crc32c', 'e3069283'],
  ['crc64nvme', 'ae8b14860a799888'],
  ['sha1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
] as const)('%s of the standard check text, in any pieces', (algorithm, expected) => {
  const checksum = openChecksum(algorithm);
  checksum.update(Buffer.from('1234'));
  checksum.update(Buffer.from('56789'));
  expect(checksum.digest().toString('hex')).toBe(expected);
});
