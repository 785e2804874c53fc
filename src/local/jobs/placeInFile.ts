import { Failure } from '../../learner/errors.ts';
import type { OpenChannels } from './channels.ts';

/** A failure that names the row of a channel names its file, and the row of the file, too. */
export function placeInFile(error: unknown, files: OpenChannels['files']): unknown {
  if (!(error instanceof Failure) || !('row' in error.facts && 'channel' in error.facts)) return error;
  const { channel, row } = error.facts;
  if (typeof row !== 'number') return error;
  let own = row;
  for (const { name, rowCount } of new Map(Object.entries(files)).get(String(channel)) ?? []) {
    if (own <= rowCount)
      return new Failure(
        error.code,
        { ...error.facts, file: name },
        `${error.message} It is row ${own} of file ${name}.`,
        { cause: error },
      );
    own -= rowCount;
  }
  return error;
}
