import { basename, dirname, join } from 'node:path';

/** The ending of a name, with that of the file within a compressed one: ".csv.gz". */
const endingOf = (name: string) => /(?:\.[^./\\]+)?\.(?:gz|zst)$|\.[^./\\]+$/i.exec(name)?.[0] ?? '';

/**
 * Names a file beside another: for `/a/NAME.csv` and part `.train` the paths `/a/NAME.train.csv`, `/a/NAME-2.train.csv`, … by the
 * ending that avoids existing files.
 */
export function besideFile(path: string, part: string, extension = endingOf(basename(path))) {
  const name = basename(path);
  const stem = name.slice(0, name.length - endingOf(name).length) || name;
  return (ending: string) => join(dirname(path), `${stem}${ending}${part}${extension}`);
}
