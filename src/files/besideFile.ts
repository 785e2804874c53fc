import { basename, dirname, join } from 'node:path';

/** The ending of a name, with that of the file within a compressed one: ".csv.gz". The whole of ".gitignore" is its name. */
export function endingOf(name: string): string {
  const found = /(?:\.[^./\\]+)?\.(?:gz|zst)$|\.[^./\\]+$/i.exec(name);
  return found === null || found.index === 0 ? '' : found[0];
}

/**
 * Names a file beside another: for `/a/NAME.csv` and part `.train` the paths `/a/NAME.train.csv`, `/a/NAME-2.train.csv`, … by the
 * ending that avoids existing files.
 */
export function besideFile(path: string, part: string, extension = endingOf(basename(path))) {
  const name = basename(path);
  const stem = name.slice(0, name.length - endingOf(name).length);
  return (ending: string) => join(dirname(path), `${stem}${ending}${part}${extension}`);
}
