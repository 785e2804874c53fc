// Universal binaries of macOS, as mach-o/fat.h has them: a big-endian header that says where the binary of each processor is.
const [fat, fat64] = [0xcafebabe, 0xcafebabf];
const processors = { x64: 0x01000007, arm64: 0x0100000c };

/** The binary of one processor, `x64` or `arm64`, of a universal one; a binary that is not universal as it is. */
export function sliceOf(bytes, arch) {
  const magic = bytes.readUInt32BE(0);
  if (magic !== fat && magic !== fat64) return bytes;
  const is64 = magic === fat64;
  const entryBytes = is64 ? 32 : 20;
  for (let index = 0; index < bytes.readUInt32BE(4); index += 1) {
    const at = 8 + index * entryBytes;
    if (bytes.readUInt32BE(at) !== processors[arch]) continue;
    const read = (place) => (is64 ? Number(bytes.readBigUInt64BE(place)) : bytes.readUInt32BE(place));
    const [offset, size] = is64 ? [read(at + 8), read(at + 16)] : [read(at + 8), read(at + 12)];
    return bytes.subarray(offset, offset + size);
  }
  throw new Error(`The universal binary has none for ${arch}`);
}
