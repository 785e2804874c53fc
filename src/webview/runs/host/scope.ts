import { basename, sep } from 'node:path';
import type { RunRow } from '../../../data/shapes/runRow.ts';
import type { RunsScope } from '../contract.ts';

const ending = '.linear.json';

/** Which runs a page is about: those of the experiment or of the folder at `path`, or all of them. */
export function scopeOf(path: string | undefined): RunsScope {
  if (path === undefined) return { kind: 'all' };
  return path.endsWith(ending)
    ? { kind: 'experiment', name: basename(path, ending) }
    : { kind: 'folder', name: basename(path) };
}

export function runsOf(rows: readonly RunRow[], path: string | undefined): readonly RunRow[] {
  if (path === undefined) return rows;
  if (path.endsWith(ending)) return rows.filter(({ experimentPath }) => experimentPath === path);
  const folder = path.endsWith(sep) ? path : `${path}${sep}`;
  return rows.filter(({ experimentPath }) => experimentPath.startsWith(folder));
}
