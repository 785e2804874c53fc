/** Parts of a file that tell how it is read: all of a small one, or its ends and blocks between. */
export interface Sample {
  readonly head: Uint8Array;
  /** From places spread evenly over the middle; each may begin and end within a line. */
  readonly blocks: readonly Uint8Array[];
  /** Empty when `head` is the whole file. */
  readonly tail: Uint8Array;
}

export const sampleBytes = 64 * 1024;
const blockCount = 8;
const blockBytes = 8 * 1024;

/** Lines of wide tables are longer than the usual sample; a few of them are needed. */
const fewestLines = 10;
const mostHeadBytes = 8 * 1024 * 1024;

/** The bytes that the sample begins with, of the first `mostHeadBytes`: whole characters of UTF-16. */
function headOf(bytes: Uint8Array): number {
  let end = 0;
  for (let line = 0; line < fewestLines && end < mostHeadBytes; line += 1) {
    const found = bytes.indexOf(0x0a, end);
    if (found < 0) break;
    end = found + 1;
  }
  return 2 * Math.ceil(Math.max(sampleBytes, Math.min(end, mostHeadBytes)) / 2);
}

/** Where the blocks and the tail of a file begin; undefined where its head is all of it. Offsets are even, so that no UTF-16 code unit is cut. */
function placesOf(size: number, headBytes: number) {
  const rest = size - headBytes - sampleBytes;
  if (rest <= 0) return undefined;
  const isApart = rest > blockCount * blockBytes;
  return {
    blocks: Array.from(
      { length: isApart ? blockCount : 0 },
      (_, index) => 2 * Math.floor((headBytes + (rest * (index + 0.5)) / blockCount - blockBytes / 2) / 2),
    ),
    tail: 2 * Math.floor((size - sampleBytes) / 2),
  };
}

export function sampleOf(bytes: Uint8Array): Sample {
  const headBytes = headOf(bytes);
  const places = placesOf(bytes.length, headBytes);
  if (places === undefined) return { head: bytes, blocks: [], tail: new Uint8Array() };
  return {
    head: bytes.subarray(0, headBytes),
    blocks: places.blocks.map((from) => bytes.subarray(from, from + blockBytes)),
    tail: bytes.subarray(places.tail),
  };
}

/** The sample of a file of `size` bytes, without reading the rest of it. */
export async function sampleFrom(
  size: number,
  read: (from: number, to: number) => Promise<Uint8Array>,
): Promise<Sample> {
  let first = await read(0, Math.min(size, sampleBytes));
  // More only where the lines are long.
  while (first.length < size && first.length < mostHeadBytes && isShort(first))
    first = await read(0, Math.min(size, 4 * first.length));
  const headBytes = headOf(first);
  const places = placesOf(size, headBytes);
  if (places === undefined)
    return { head: first.length < size ? await read(0, size) : first, blocks: [], tail: new Uint8Array() };
  return {
    head: first.subarray(0, headBytes),
    blocks: await Promise.all(places.blocks.map((from) => read(from, from + blockBytes))),
    tail: await read(places.tail, size),
  };
}

/** Whether bytes have fewer lines than a sample needs. */
function isShort(bytes: Uint8Array): boolean {
  let end = 0;
  for (let line = 0; line < fewestLines; line += 1) {
    const found = bytes.indexOf(0x0a, end);
    if (found < 0) return true;
    end = found + 1;
  }
  return false;
}

/** The decoded sample: blocks and tail begin with a whole line, and head and blocks end with one. */
export interface TextSample {
  readonly head: string;
  readonly blocks: readonly string[];
  /** Empty when `head` is the whole text. */
  readonly tail: string;
}

export function decodeSample(
  { head, blocks, tail }: Sample,
  decode: (bytes: Uint8Array) => string,
): TextSample {
  const isWhole = tail.length === 0;
  return {
    head: isWhole ? decode(head) : withoutLastLine(decode(head)),
    blocks: blocks.map((block) => withoutLastLine(withoutFirstLine(decode(block)))),
    tail: withoutFirstLine(decode(tail)),
  };
}

const withoutFirstLine = (text: string) => {
  const end = text.search(/[\r\n]/);
  return end < 0 ? '' : text.slice(end).replace(/^(\r\n|\r|\n)/, '');
};
/** The text itself where it is one long line. */
const withoutLastLine = (text: string) => {
  const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
  return end < 0 ? text : text.slice(0, end + 1);
};
