import { createFiles } from '../../files/writeFiles.ts';
import type { WriteOptions } from '../../files/writeFiles.ts';
import type { Experiment } from '../shapes/experiment.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { ReadOptions } from '../shapes/read.ts';
import type { PreparedRun } from '../shapes/preparation.ts';
import { besideFile } from '../../files/besideFile.ts';
import { linesInOrder } from '../table/linesInOrder.ts';
import { readTable } from '../table/readTable.ts';
import type { ReadAnyTable } from '../table/table.ts';
import { writtenEnding } from '../shapes/tableFiles.ts';
import { splitRows } from './split.ts';

/** The files that a split wrote; an empty set has no file. */
export interface SplitFiles {
  readonly trainPath: string;
  readonly testPath?: string;
  readonly validationPath?: string;
  readonly rowCounts: PreparedRun['rowCounts'];
}

/**
 * Writes NAME.train.csv, NAME.test.csv and NAME.validation.csv beside the table, with its header and its rows byte for byte, but
 * without the lines that are neither;
 * NAME-2.train.csv and so on when one of the names is taken.
 */
export async function splitToFiles(
  {
    path,
    read,
    columns,
    split,
  }: {
    readonly path: string;
    readonly read?: ReadOptions | undefined;
    readonly columns?: ColumnsOptions | undefined;
    readonly split: Experiment['split'];
  },
  options: WriteOptions = {},
  tableAt: ReadAnyTable = readTable,
): Promise<SplitFiles> {
  const table = await tableAt(path, read, columns);
  const sides = await splitRows(table.rowCount, split, path, undefined, options.signal);
  const names = (['train', 'test', 'validation'] as const).filter((side) => sides[side].length > 0);
  const parts = names.map((side) => ({
    pathOf: besideFile(path, `.${side}`, writtenEnding(path)),
    data: linesInOrder(table, sides[side]),
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
