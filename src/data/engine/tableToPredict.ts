import { Failure } from '../../learner/errors.ts';
import { columnsNeeded, columnsToPredict, undecidedDates } from '../preparation/columnsToPredict.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { Preparation } from '../shapes/preparation.ts';
import type { ReadOptions } from '../shapes/read.ts';
import { formatOf } from '../shapes/tableFiles.ts';
import type { Work } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';
import type { Tables } from './tables.ts';

export interface TableToPredict {
  readonly path: string;
  readonly preparation: Pick<Preparation, 'features'>;
  /** The reading options of the experiment. */
  readonly read?: ReadOptions | undefined;
  /** What the experiment says of columns. */
  readonly columnOptions?: ColumnsOptions | undefined;
  /** Of the table that was opened before; throws 'file-changed' for another. */
  readonly expectedSha256?: string;
}

/** Reads a table as the experiment's was, or as it is itself where that leaves columns out: it may be of another dialect. */
export async function tableToPredict(
  tables: Tables,
  { path, read, columnOptions, preparation: { features }, expectedSha256 }: TableToPredict,
  work: Work,
): Promise<Table> {
  const columns = columnsToPredict(features, columnOptions);
  const readWith = async (options: ReadOptions | undefined): Promise<Table> => {
    const readColumns = (given: ColumnsOptions) =>
      expectedSha256 === undefined
        ? tables.read(path, options, given, work)
        : tables.readAgain(path, expectedSha256, options, given, work);
    const table = await readColumns(columns);
    const dates = undecidedDates(features, table);
    return Object.keys(dates).length === 0 ? table : readColumns({ ...columns, ...dates });
  };
  const first = await orFailure(readWith(optionsFor(path, read)));
  if (isWhole(first)) return first;
  const own = read === undefined ? first : await orFailure(readWith(ofValues(read)));
  if (isWhole(own)) return own;
  if (first instanceof Failure) throw first;
  // Whoever takes the columns names the one that is missing.
  return first;

  function isWhole(table: Table | Failure): table is Table {
    return (
      !(table instanceof Failure) && columnsNeeded(features).every((name) => table.columns.includes(name))
    );
  }
}

async function orFailure(table: Promise<Table>): Promise<Table | Failure> {
  try {
    return await table;
  } catch (error) {
    if (error instanceof Failure && error.code !== 'file-changed') return error;
    throw error;
  }
}

/** The experiment's table may have been of another format. */
const optionsFor = (path: string, read: ReadOptions | undefined) =>
  read?.format === undefined || read.format === formatOf(path).format ? read : ofValues(read);

/** What is said of values, whatever the file is like. */
const ofValues = ({ missing, values }: ReadOptions): ReadOptions => ({
  ...(missing === undefined ? {} : { missing }),
  ...(values === undefined ? {} : { values }),
});
