import { isMissing, isNumeric, numberOf } from '../table/cells.ts';
import { cellsOf } from '../table/columns.ts';
import type { Table } from '../table/readTable.ts';
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
export function profileTable(table: Table): Profile {
  const columns = table.columns.map((_, column) => profileColumn(table, column));
  const numbers = numericColumns(table, columns);
  const correlation = {
    columns: numbers.map(({ name }) => name),
    pearson: correlations(numbers.map(({ values }) => values)),
  };
  const duplicateRowCount = table.rows.length - new Set(table.rows.map((row) => JSON.stringify(row))).size;
  const whole = table.rows.length <= wholeTableRows;
  const known = {
    file: table.file,
    reading: table.reading,
    rowCount: table.rows.length,
    columns,
    duplicateRowCount,
    correlation,
    targetCandidates: guessTargets(columns),
  };
  return {
    ...known,
    head: rowsOf(table, 0, whole ? table.rows.length : edgeRows),
    tail: whole ? [] : rowsOf(table, table.rows.length - edgeRows, table.rows.length),
    points: samplePoints(numbers, table.rows.length),
    findings: findTableFindings(known),
  };
}

/** Type, missing and distinct counts of each column, without statistics: enough to suggest an experiment. */
export function columnFactsOf(table: Table): ColumnFacts[] {
  return table.columns.map((_, column) => {
    const { present, ...facts } = columnFacts(table, column);
    const distinctCount = isNumeric(facts.type) ? new Set(present.map(numberOf)).size : new Set(present).size;
    return { ...facts, distinctCount };
  });
}

function columnFacts(table: Table, column: number) {
  const cells = cellsOf(table, column);
  const present = cells.filter((cell) => !isMissing(cell));
  const missingCount = cells.length - present.length;
  const { type, why } = table.types[column] ?? { type: 'empty', why: 'no-values' };
  const name = table.columns[column] ?? '';
  return { name, type, why, nonNullCount: present.length, missingCount, present };
}

function rowsOf(table: Table, from: number, to: number): TableRow[] {
  return table.rows
    .slice(from, to)
    .map((cells, index) => ({ row: from + index + 1, cells: table.writtenRows.get(from + index) ?? cells }));
}

function profileColumn(table: Table, column: number): ColumnProfile {
  const { present, ...base } = columnFacts(table, column);
  if (!isNumeric(base.type)) {
    const counts = new Map<string, number>();
    for (const cell of present) counts.set(cell, (counts.get(cell) ?? 0) + 1);
    const topValues = [...counts]
      .map(([value, count]) => ({ value, count }))
      .toSorted((a, b) => b.count - a.count);
    return { ...base, distinctCount: counts.size, topValues: topValues.slice(0, topValueCount) };
  }
  const values = present.map((cell) => numberOf(cell) ?? Number.NaN);
  return {
    ...base,
    distinctCount: new Set(values).size,
    numeric: { ...numericProfile(values, decimalsOf(present)), sentinel: suspectedSentinel(values) },
  };
}

/** The largest number of decimals in the column's cells, at most six. */
function decimalsOf(cells: readonly string[]): number {
  return Math.min(
    6,
    cells.reduce((most, cell) => Math.max(most, /\.(\d+)/.exec(cell)?.[1]?.length ?? 0), 0),
  );
}

interface NumericColumn {
  readonly name: string;
  /** NaN where the value is missing. */
  readonly values: Float64Array;
}

function numericColumns(table: Table, columns: readonly ColumnProfile[]): NumericColumn[] {
  return columns.flatMap(({ name, type }, column) =>
    isNumeric(type)
      ? [
          {
            name,
            values: Float64Array.from(cellsOf(table, column), (cell) =>
              isMissing(cell) ? Number.NaN : (numberOf(cell) ?? Number.NaN),
            ),
          },
        ]
      : [],
  );
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
