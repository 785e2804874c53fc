import type { Cells } from '../shapes/cells.ts';
import { isNumeric } from '../table/cells.ts';
import type { Table } from '../table/table.ts';
import { findTableFindings } from '../findings/tableFindings.ts';
import { suspectedSentinel } from './sentinels.ts';
import { correlations, numericProfile } from './statistics.ts';
import { guessTargets } from './targets.ts';
import type { ColumnFacts, ColumnProfile, Profile, TableRow } from '../shapes/profile.ts';

const wholeTableRows = 30;
const edgeRows = 10;
const topValueCount = 10;
const maxPoints = 2000;

/** The profile of a table over all its rows: everything that the Data page shows. */
export async function profileTable(table: Table, signal?: AbortSignal): Promise<Profile> {
  const { rowCount } = table;
  const facts = await table.facts(signal);
  const columns: ColumnProfile[] = [];
  const numbers: NumericColumn[] = [];
  for (const [column, known] of facts.entries()) {
    const cells = isNumeric(known.type) ? await table.cells(column, signal) : undefined;
    if (cells?.kind === 'numbers') numbers.push({ name: known.name, values: cells.values });
    columns.push(await profileColumn(table, column, known, cells, signal));
  }
  const correlation = {
    columns: numbers.map(({ name }) => name),
    pearson: correlations(numbers.map(({ values }) => values)),
  };
  const whole = rowCount <= wholeTableRows;
  const known = {
    file: table.file,
    reading: table.reading,
    rowCount,
    columns,
    duplicateRowCount: await table.duplicateRowCount(signal),
    correlation,
    targetCandidates: guessTargets(columns),
  };
  return {
    ...known,
    shown: { kind: 'exact' },
    columnCount: columns.length,
    firstColumn: 0,
    head: await rowsOf(table, 0, whole ? rowCount : edgeRows),
    tail: whole ? [] : await rowsOf(table, rowCount - edgeRows, rowCount),
    points: samplePoints(numbers, rowCount),
    findings: findTableFindings(known),
  };
}

async function rowsOf(table: Table, from: number, to: number): Promise<TableRow[]> {
  const written = await table.written(from, to);
  return written.map((cells, index) => ({ row: from + index + 1, cells }));
}

async function profileColumn(
  table: Table,
  column: number,
  facts: ColumnFacts,
  cells: Cells | undefined,
  signal: AbortSignal | undefined,
): Promise<ColumnProfile> {
  if (cells?.kind !== 'numbers')
    return { ...facts, topValues: (await table.counts(column, topValueCount, signal)).top };
  const values = cells.values.filter((value) => !Number.isNaN(value));
  const decimals = table.types[column]?.decimals ?? 0;
  return {
    ...facts,
    numeric: { ...numericProfile(values, decimals), sentinel: suspectedSentinel(values) },
  };
}

interface NumericColumn {
  readonly name: string;
  /** NaN where the value is missing. */
  readonly values: Float64Array;
}

/** Every k-th row, so that a plot has no more points than a person can see. */
function samplePoints(columns: readonly NumericColumn[], totalCount: number): Profile['points'] {
  const step = Math.max(1, Math.ceil(totalCount / maxPoints));
  const indices = Array.from({ length: Math.ceil(totalCount / step) }, (_, index) => index * step);
  const rows = indices.map((index) => ({
    row: index + 1,
    values: columns.map(({ values }) => finite(values[index])),
  }));
  return { columns: columns.map(({ name }) => name), rows, shownCount: rows.length, totalCount };
}

const finite = (value = Number.NaN) => (Number.isNaN(value) ? null : value);
