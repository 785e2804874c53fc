import { createFiles } from '../../files/writeFiles.ts';
import type { WriteOptions } from '../../files/writeFiles.ts';
import type { EngineCalls } from '../engine/engine.ts';
import { besideTable, joinLines } from '../preparation/besideTable.ts';
import { readTable } from '../table/readTable.ts';
import { splitRows } from './split.ts';

/** NAME.train.csv and its siblings, beside the table, with its header and its exact lines; NAME-2.train.csv when one is there. */
export async function splitToFiles(
  { path, split }: EngineCalls['splitToFiles']['request'],
  options: WriteOptions = {},
): Promise<EngineCalls['splitToFiles']['answer']> {
  const { rows, rowTexts, headerText, file } = await readTable(path);
  const sides = splitRows(rows.length, split, path);
  const names = (['train', 'test', 'validation'] as const).filter((side) => sides[side].length > 0);
  const parts = names.map((side) => ({
    pathOf: besideTable(path, `.${side}`),
    data: joinLines(file.newline, [headerText, ...sides[side].map((row) => rowTexts[row] ?? '')]),
  }));
  const paths = await createFiles(parts, options);
  const pathOf = (side: (typeof names)[number]) => paths[names.indexOf(side)];
  const [trainPath = path, testPath, validationPath] = [
    pathOf('train'),
    pathOf('test'),
    pathOf('validation'),
  ];
  return {
    trainPath,
    ...(testPath === undefined ? {} : { testPath }),
    ...(validationPath === undefined ? {} : { validationPath }),
    rowCounts: { train: sides.train.length, validation: sides.validation.length, test: sides.test.length },
  };
}
