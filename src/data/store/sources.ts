import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileFailure } from '../../files/errors.ts';
import { dataFailure } from '../shapes/failures.ts';
import { formatOf, isTableFile } from '../shapes/tableFiles.ts';
import type { Compression } from '../shapes/tableFiles.ts';
import { decompressor } from '../source/decompressor.ts';
import { openFile } from '../source/openFile.ts';
import type { OpenFile } from '../source/openFile.ts';

/** A file of a table, not compressed. */
export interface SourceFile {
  /** As the user knows it. */
  readonly path: string;
  /** Where its bytes are. */
  readonly readPath: string;
  readonly file: OpenFile;
}

export interface Sources {
  readonly files: readonly [SourceFile, ...SourceFile[]];
  /** Differs once any of the files is written again. */
  readonly version: string;
  readonly close: () => Promise<void>;
}

export interface Unpacking {
  /** For unpacked files. */
  readonly folder: string;
  /** Of all unpacked files of a table. */
  readonly limitBytes: number;
}

const isPattern = (path: string) => /[*?]/.test(basename(path));

/** The paths of a table's files: a file's own, or those in a folder or of a pattern such as `part-*.csv`, by name. */
export async function sourcePaths(path: string): Promise<readonly [string, ...string[]]> {
  const [folder, isWanted] = await wantedIn(path);
  if (folder === undefined) return [path];
  const names = (await readdir(folder)).filter((name) => isTableFile(name) && isWanted(name));
  const [first, ...others] = names.toSorted((a, b) => (a < b ? -1 : 1)).map((name) => join(folder, name));
  if (first === undefined)
    throw dataFailure('file-kind', { file: path, found: 'folder' }, `${path} has no tables`);
  return [first, ...others];
}

async function wantedIn(path: string): Promise<[string | undefined, (name: string) => boolean]> {
  try {
    return (await stat(path)).isDirectory() ? [path, () => true] : [undefined, () => false];
  } catch (error) {
    if (!isPattern(path)) throw fileFailure(path, error);
    const pattern = basename(path)
      .replaceAll(/[$()+.[\\\]^{|}]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    const wanted = new RegExp(`^${pattern}$`);
    return [dirname(path), (name) => wanted.test(name)];
  }
}

/** Opens the files of a table. Throws DataFailure. */
export async function openSources(
  path: string,
  unpacking: Unpacking,
  signal?: AbortSignal,
): Promise<Sources> {
  const [first, ...others] = await sourcePaths(path);
  const opened: (SourceFile & { readonly close: () => Promise<void> })[] = [];
  const close = async () => {
    for (const one of opened) await one.close();
  };
  try {
    let left = unpacking.limitBytes;
    const open = async (one: string) => {
      const source = await openSource(one, { ...unpacking, limitBytes: left }, signal);
      opened.push(source);
      if (source.readPath !== one) left -= source.file.size;
      return source;
    };
    const files: [SourceFile, ...SourceFile[]] = [await open(first)];
    for (const other of others) files.push(await open(other));
    return { files, version: files.map(({ file }) => file.version).join(' '), close };
  } catch (error) {
    await close();
    throw error;
  }
}

let unpacked = 0;

async function openSource(path: string, { folder, limitBytes }: Unpacking, signal?: AbortSignal) {
  const { compression } = formatOf(path);
  const file = await openFile(path);
  if (compression === undefined) return { path, readPath: path, file, close: file.close };
  unpacked += 1;
  const readPath = join(folder, `unpacked-${process.pid}-${unpacked}`);
  try {
    await unpack(path, readPath, { compression, size: file.size, limitBytes }, signal);
    await file.requireUnchanged();
    const inner = await openFile(readPath);
    return {
      path,
      readPath,
      file: { ...inner, version: file.version },
      close: async () => {
        await inner.close();
        await rm(readPath, { force: true });
      },
    };
  } catch (error) {
    await rm(readPath, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** No table is so regular that compression makes it a five-hundredth. */
const mostRatio = 500;
const harmlessBytes = 64 * 1024 * 1024;

interface Packed {
  readonly compression: Compression;
  readonly size: number;
  readonly limitBytes: number;
}

async function unpack(
  path: string,
  to: string,
  { compression, size, limitBytes }: Packed,
  signal?: AbortSignal,
): Promise<void> {
  const likelyBytes = Math.max(harmlessBytes, mostRatio * size);
  const mostBytes = Math.min(limitBytes, likelyBytes);
  let total = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _, done) {
      total += chunk.length;
      done(total > mostBytes ? tooMuch(path, mostBytes, likelyBytes <= limitBytes) : null, chunk);
    },
  });
  const unpacker = decompressor(path, compression);
  const stages = [createReadStream(path), unpacker, bounded, createWriteStream(to)] as const;
  try {
    await pipeline(...stages, signal === undefined ? {} : { signal });
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^(Z_|ZSTD_|ERR_ZSTD)/.test(String(error.code)))
      throw dataFailure('file-compressed', { file: path }, error.message, { cause: error });
    throw fileFailure(path, error);
  }
}

const tooMuch = (file: string, limitBytes: number, isUnlikely: boolean) =>
  dataFailure(
    'table-unpacked',
    { file, limitBytes, ...(isUnlikely ? { ratio: mostRatio } : {}) },
    `${file} is larger than ${limitBytes} bytes unpacked`,
  );
