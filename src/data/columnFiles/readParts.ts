import { createHash } from 'node:crypto';
import type { OpenFile } from '../source/openFile.ts';
import { mostPartBytes } from './kernel.ts';
import { openFacts } from './joinFacts.ts';
import type { NumberFacts, Refusal, Words } from './kernel.ts';
import type { ReaderThread } from './readerThreads.ts';
import type { WrittenPart } from './rowReader.ts';

/** Rows that follow each other, and which reader wrote them. */
interface ReadPart extends Omit<WrittenPart, 'facts'> {
  readonly reader: number;
}

export interface ReadParts {
  /** In the order of the file. */
  readonly parts: readonly ReadPart[];
  /** Of each column, over all parts. */
  readonly facts: readonly NumberFacts[];
  /** Of each reader. */
  readonly words: readonly Words[];
  readonly sha256: string;
}

/** Rows of a file of text. */
export interface RowText {
  readonly file: OpenFile;
  /** The first byte of the first row. */
  readonly from: number;
  readonly lineEnd: '\n' | '\r\n';
}

const bytesAtOnce = mostPartBytes / 2;
/** A reader has the next part while it reads one. */
const mostWaiting = 2;
const newline = 0x0a;
const carriageReturn = 0x0d;

/** Reads a file once, on all readers at the same time. */
export async function readParts(
  text: RowText,
  readers: readonly ReaderThread[],
  signal?: AbortSignal,
): Promise<ReadParts | Refusal> {
  const hash = createHash('sha256');
  const parts: ReadPart[] = [];
  const facts = openFacts();
  const sharing = shareAmong(readers, (index, reader, part) => {
    const { facts: ofPart, ...written } = part;
    parts[index] = { ...written, reader };
    facts.add(index, ofPart);
  });
  try {
    let index = 0;
    for await (const part of wholeRows(text, (bytes) => hash.update(bytes), signal)) {
      const refusal = part === undefined ? 'rows' : await sharing.read(part, index);
      if (refusal !== undefined) return refusal;
      index += 1;
    }
    const refusal = await sharing.whenRead();
    if (refusal !== undefined) return refusal;
    const words = await Promise.all(readers.map((reader) => reader.words()));
    return { parts, facts: facts.found(), words, sha256: hash.digest('hex') };
  } finally {
    // Nothing is written once this has ended.
    await sharing.settle();
  }
}

/** Parts of a text, each of whole lines with their ends; undefined where it is not plain. */
async function* wholeRows(
  { file, from, lineEnd }: RowText,
  onBytes: (bytes: Uint8Array) => void,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer> | undefined> {
  let rest: Uint8Array = new Uint8Array();
  let next: Promise<Uint8Array> | undefined;
  for (let offset = 0; offset < file.size; offset += bytesAtOnce) {
    signal?.throwIfAborted();
    const bytes: Uint8Array = await (next ?? file.read(offset, Math.min(file.size, offset + bytesAtOnce)));
    const end = offset + bytes.length;
    const isLast = end === file.size;
    next = isLast ? undefined : file.read(end, Math.min(file.size, end + bytesAtOnce));
    // It is awaited in the next round; what ends this one must not leave its failure behind.
    next?.catch(() => undefined);
    onBytes(bytes);
    const begin = offset === 0 ? from : 0;
    const isOther = bytes.includes(0) || (lineEnd === '\n' && bytes.includes(carriageReturn));
    if (isOther || (offset === 0 && !beginsRow(bytes, begin))) {
      yield undefined;
      return;
    }
    const rows = bytes.subarray(begin);
    const cut = isLast ? rows.length : rows.lastIndexOf(newline) + 1;
    const needsEnd = isLast && rest.length + rows.length > 0 && (rows.at(-1) ?? rest.at(-1)) !== newline;
    const part = joined(rest, rows.subarray(0, cut), needsEnd ? lineEnd : '');
    rest = rows.subarray(cut);
    const isTooLong = rest.length > bytesAtOnce || part.length > mostPartBytes;
    if (isTooLong || part.length > 0) yield isTooLong ? undefined : part;
  }
}

const byteOrderMark = [0xef, 0xbb, 0xbf];

/** Whether a row begins at a byte: at the start of a file, after its mark or after a line. */
const beginsRow = (bytes: Uint8Array, at: number): boolean =>
  at === 0 ||
  bytes[at - 1] === newline ||
  (at === byteOrderMark.length && byteOrderMark.every((byte, index) => bytes[index] === byte));

function joined(first: Uint8Array, second: Uint8Array, end: string): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length + end.length);
  all.set(first);
  all.set(second, first.length);
  for (let at = 0; at < end.length; at += 1) all[first.length + second.length + at] = end.charCodeAt(at);
  return all;
}

/** Gives each part to the reader that has the least to do. */
function shareAmong(
  readers: readonly ReaderThread[],
  take: (index: number, reader: number, part: WrittenPart) => void,
) {
  const waiting = readers.map(() => new Set<Promise<void>>());
  let refusal: Refusal | undefined;
  let failure: { readonly error: unknown } | undefined;
  const soFar = (): Refusal | undefined => {
    if (failure !== undefined) throw failure.error;
    return refusal;
  };
  const settle = () => Promise.all(waiting.flatMap((each) => [...each]));
  return {
    /** Resolves once there is room for another part; with a refusal where there was one. */
    async read(text: Uint8Array<ArrayBuffer>, index: number): Promise<Refusal | undefined> {
      const least = waiting.reduce(
        (best, { size }, at) => (size < (waiting[best]?.size ?? 0) ? at : best),
        0,
      );
      const [reader, own] = [readers[least], waiting[least]];
      if (reader === undefined || own === undefined) throw new Error('There is no reader');
      const readOne = async (): Promise<void> => {
        try {
          const part = await reader.read(text, index);
          if (typeof part === 'string') refusal ??= part;
          else take(index, least, part);
        } catch (error) {
          failure ??= { error };
        }
      };
      const reading = readOne().finally(() => own.delete(reading));
      own.add(reading);
      if (waiting.every(({ size }) => size >= mostWaiting))
        await Promise.race(waiting.flatMap((each) => [...each]));
      return soFar();
    },
    async whenRead(): Promise<Refusal | undefined> {
      await settle();
      return soFar();
    },
    settle,
  };
}
