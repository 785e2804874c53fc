import { Failure } from '../../learner/errors.ts';
import type { FileRows } from '../../learner/formats/channelFiles.ts';
import type { OpenChannels } from './channels.ts';

/** Adds to a failure about a row of a channel the file and the row in it; to one about a channel's width, its first file. */
export function placeInFile(error: unknown, files: OpenChannels['files']): unknown {
  if (!(error instanceof Failure) || !('channel' in error.facts)) return error;
  const own: readonly FileRows[] = new Map(Object.entries(files)).get(String(error.facts.channel)) ?? [];
  const row = 'row' in error.facts ? error.facts.row : undefined;
  if (typeof row === 'number') return atRow(error, row, own);
  const first = own.find(({ rowCount }) => rowCount > 0);
  return error.code === 'feature-dim' && first !== undefined
    ? inFile(error, first.name, `See file ${first.name}.`)
    : error;
}

function atRow(error: Failure, row: number, files: readonly FileRows[]): Failure {
  let own = row;
  for (const { name, rowCount } of files) {
    if (own <= rowCount) return inFile(error, name, `It is row ${own} of file ${name}.`);
    own -= rowCount;
  }
  return error;
}

const inFile = (error: Failure, file: string, place: string) =>
  new Failure(error.code, { ...error.facts, file }, `${error.message} ${place}`, { cause: error });
