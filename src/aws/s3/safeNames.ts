import { createHash } from 'node:crypto';
import type { ListedObject, PlannedDownload } from './types.ts';
import { freeKey } from './freeName.ts';

/** What names of files may be, by system. */
export interface NameRules {
  readonly isWindows: boolean;
  /** Whether 'A' and 'a' are the same file. */
  readonly foldsCase: boolean;
}

export const namesHere: NameRules = {
  isWindows: process.platform === 'win32',
  foldsCase: process.platform === 'win32' || process.platform === 'darwin',
};

/** Names of devices on Windows, with any ending. */
const device = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)(\.|$)/i;
const mostNameBytes = 200;

/** A part of a key as the name of a file or folder: never a path, never one of the folders '.' and '..'. */
export function safeName(part: string, { isWindows }: NameRules): string {
  let name = part.replaceAll(/[/\p{Cc}]/gu, '_');
  if (isWindows) {
    name = name.replaceAll(/[<>:"\\|?*]/g, '_').replace(/[. ]+$/, (end) => '_'.repeat(end.length));
    if (device.test(name)) name = `_${name}`;
  }
  if (name === '' || name === '.' || name === '..') name = `_${name.replaceAll('.', '_')}`;
  return Buffer.byteLength(name) <= mostNameBytes ? name : shortened(name);
}

/** A long name keeps its beginning and its ending, and is told apart by its hash. */
function shortened(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  const ending = /\.[^.]{1,20}$/.exec(name)?.[0] ?? '';
  const room = mostNameBytes - Buffer.byteLength(ending) - hash.length - 1;
  let stem = '';
  for (const character of name.slice(0, name.length - ending.length)) {
    if (Buffer.byteLength(stem) + Buffer.byteLength(character) > room) break;
    stem += character;
  }
  return `${stem}-${hash}${ending}`;
}

/**
 * Files for objects below a prefix, as paths with '/': each has one of its own, whatever their keys are. Keys that end in '/' and are
 * empty are folders and have no file.
 */
export async function filesOf(
  prefix: string,
  objects: readonly ListedObject[],
  rules: NameRules,
): Promise<readonly PlannedDownload[]> {
  const folded = (path: string) => (rules.foldsCase ? path.normalize('NFC').toLowerCase() : path);
  const paths = objects
    .filter(({ key, size }) => size > 0 || !key.endsWith('/'))
    .map(({ key, size, etag }) => {
      const parts = key.slice(prefix.length).split('/');
      return { key, size, etag, path: parts.map((part) => safeName(part, rules)).join('/') };
    });
  const folders = new Set<string>();
  for (const { path } of paths)
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
      folders.add(folded(path.slice(0, at)));
  const taken = new Set<string>();
  const files: PlannedDownload[] = [];
  for (const { path, ...object } of paths) {
    const file = await freeKey(path, (one) => taken.has(folded(one)) || folders.has(folded(one)));
    taken.add(folded(file));
    files.push({ ...object, file });
  }
  return files;
}
