import { meaningOf } from '../findings/meaning.ts';
import type { GridColumn, GridColumns } from '../shapes/gridView.ts';
import { longestValue } from '../profile/columnFigures.ts';
import type { ColumnProfile, DateProfile } from '../shapes/profile.ts';
import type { Table } from '../table/table.ts';

/** Together with its envelope, a response stays below 1 MB. */
const mostBytes = 900_000;
const mostColumns = 500;
/** Most bars in a column header. */
const mostBars = 20;

/** Columns as the header of a grid shows them, from `firstColumn` on. */
export function gridColumns(
  profiles: readonly ColumnProfile[],
  { rowCount, firstColumn }: Pick<GridColumns, 'rowCount' | 'firstColumn'>,
): GridColumns {
  const page = profiles.slice(firstColumn, firstColumn + mostColumns).map(columnOf);
  return { rowCount, columnCount: profiles.length, firstColumn, columns: fitting(page) };
}

/** The same before the values are counted. */
export function gridOutline(
  { columns, types, rowCount }: Pick<Table, 'columns' | 'types' | 'rowCount'>,
  firstColumn: number,
): GridColumns {
  const page = columns.slice(firstColumn, firstColumn + mostColumns).map((name, at): GridColumn => {
    const { type = 'text', decimals = 0 } = types[firstColumn + at] ?? {};
    const isNumber = type === 'integer' || type === 'decimal';
    return {
      name,
      type,
      meaning: type,
      isOutline: true,
      missingCount: 0,
      distinctCount: 0,
      ...(isNumber ? { decimals } : {}),
    };
  });
  return { rowCount, columnCount: columns.length, firstColumn, columns: fitting(page) };
}

/** As many as fit into a message, at least one. */
function fitting(page: readonly GridColumn[]): readonly GridColumn[] {
  const columns: GridColumn[] = [];
  let bytes = 0;
  for (const column of page) {
    bytes += Buffer.byteLength(JSON.stringify(column));
    if (columns.length > 0 && bytes > mostBytes) break;
    columns.push(column);
  }
  return columns;
}

function columnOf(profile: ColumnProfile): GridColumn {
  const { name, type, missingCount, distinctCount, numeric, dates, topValues } = profile;
  const bars = numeric?.bars ?? (dates === undefined ? undefined : dateBars(dates));
  return {
    name,
    type,
    meaning: meaningOf(profile),
    missingCount,
    distinctCount,
    ...(numeric && { decimals: numeric.decimals }),
    ...(bars && { bars: joined(bars) }),
    // A truncated word cannot be filtered by.
    ...(topValues && { topValues: topValues.filter(({ value }) => value.length <= longestValue) }),
  };
}

type Bars = NonNullable<GridColumn['bars']>;

const dateBars = ({ last, bars: { starts, counts } }: DateProfile): Bars => ({
  edges: [...starts, Math.max(last, starts.at(-1) ?? last)],
  counts,
});

/** Joins adjacent bars until there are few enough. */
function joined({ edges, counts }: Bars): Bars {
  const each = Math.ceil(counts.length / mostBars);
  if (each <= 1) return { edges, counts };
  const starts = counts.flatMap((_, bar) => (bar % each === 0 ? [bar] : []));
  return {
    edges: [...starts.map((bar) => edges[bar] ?? 0), edges.at(-1) ?? 0],
    counts: starts.map((bar) => counts.slice(bar, bar + each).reduce((sum, count) => sum + count, 0)),
  };
}
