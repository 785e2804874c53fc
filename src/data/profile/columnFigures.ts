import { dateFigures } from '../figures/dates.ts';
import { exactRange } from '../figures/exactRange.ts';
import { numberFigures } from '../figures/numbers.ts';
import { wordFigures } from '../figures/words.ts';
import type { LeakColumn } from '../findings/leakage.ts';
import type { Cells } from '../shapes/cells.ts';
import type { ColumnProfile } from '../shapes/profile.ts';
import type { Pace } from '../shapes/work.ts';
import { readingFacts } from '../table/columnFacts.ts';
import type { Table, ValueCounts } from '../table/table.ts';
import { comparable } from './leaks.ts';

const topValueCount = 10;
/** Longer ones are cut. */
export const longestValue = 200;

/** What is known of a table whose columns are described. */
export type DescribedTable = Pick<Table, 'columns' | 'types' | 'reading' | 'rowCount'>;

export interface ColumnFigures {
  readonly profile: ColumnProfile;
  /** Every `step`-th row, of a column that can be compared with others. */
  readonly sample: LeakColumn | undefined;
}

/** What a pass over columns uses. */
export interface Pass {
  readonly pace: Pace;
  readonly signal: AbortSignal | undefined;
  /** As long as the columns. */
  readonly scratch: Float64Array;
}

/** The figures of a column. */
export async function columnFigures(
  table: DescribedTable & Partial<Pick<Table, 'counts'>>,
  column: number,
  cells: Cells,
  { step, ...pass }: Pass & { readonly step: number },
): Promise<ColumnFigures> {
  return { profile: await profileColumn(table, column, cells, pass), sample: sampled(cells, step) };
}

async function profileColumn(
  table: Parameters<typeof columnFigures>[0],
  column: number,
  cells: Cells,
  { pace, signal, scratch }: Pass,
): Promise<ColumnProfile> {
  const known = readingFacts(table, column, cells);
  const decimals = table.types[column]?.decimals ?? 0;
  switch (cells.kind) {
    case 'numbers':
      return known.type === 'date'
        ? { ...known, ...(await dateFigures(cells.values, pace, scratch)) }
        : { ...known, ...(await numberFigures(cells.values, decimals, pace, scratch)) };
    case 'words': {
      const { topValues, ...figures } = wordFigures(cells, topValueCount);
      const exact = known.why === 'beyond-exact' ? await exactRange(cells.levels, pace) : undefined;
      return { ...known, ...figures, topValues: topValues.map(clipped), ...(exact && { exact }) };
    }
    case 'texts': {
      const missingCount = cells.texts.reduce((count, text) => count + Number(text === ''), 0);
      const { distinctCount, top } = (await table.counts?.(column, topValueCount, signal)) ?? noCounts;
      const nonNullCount = table.rowCount - missingCount;
      const figures = { nonNullCount, missingCount, distinctCount, topValues: top.map(clipped) };
      const exact = known.why === 'beyond-exact' ? await exactRange(cells.texts, pace) : undefined;
      return { ...known, ...figures, ...(exact && { exact }) };
    }
  }
}

const clipped = ({ value, count }: { readonly value: string; readonly count: number }) => ({
  value: clippedText(value),
  count,
});

/** A text as pages show it: long ones cut. */
export const clippedText = (text: string) =>
  text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;

/** Every `step`-th row of a column that can be compared with others. */
function sampled(cells: Cells, step: number): LeakColumn | undefined {
  const column = comparable(cells);
  if (column === undefined) return undefined;
  const count = Math.ceil(column.length / step);
  const sample = column instanceof Float64Array ? new Float64Array(count) : new Int32Array(count);
  for (let at = 0; at < count; at += 1) sample[at] = column[at * step] ?? -1;
  return sample;
}

const noCounts: ValueCounts = { distinctCount: 0, top: [] };
