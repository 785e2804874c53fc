import type { WholeReadOptions } from '../shapes/read.ts';
import { jsonLines } from '../source/jsonLines.ts';
import { streamTexts } from '../source/streamRows.ts';
import { startOfFooter } from '../source/textParts.ts';
import type { TextFile } from '../source/textParts.ts';
import type { Description } from './description.ts';
import type { SourceFile, Sources } from './sources.ts';

export interface WrittenRow {
  /** Exactly as written, without its line end. */
  readonly text: string;
  readonly line: number;
}

/** The rows of files that were read before, in batches. */
export async function* rowsInSources(
  { files }: Sources,
  options: WholeReadOptions,
  { encodings, usual }: Description['source'],
  signal?: AbortSignal,
): AsyncGenerator<readonly WrittenRow[]> {
  for (const [index, source] of files.entries()) {
    const text = await textFile(source, encodings[index] ?? 'utf-8', options, true);
    if (options.format === 'jsonl') yield* jsonLines(text, undefined, signal);
    else yield* streamTexts(text, options, usual, signal);
  }
}

export async function textFile(
  { path, file }: SourceFile,
  encoding: TextFile['encoding'],
  { skipFooter }: Pick<WholeReadOptions, 'skipFooter'>,
  isEncodingGiven: boolean,
): Promise<TextFile> {
  return { path, file, encoding, isEncodingGiven, end: await startOfFooter(file, encoding, skipFooter) };
}
