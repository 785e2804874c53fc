import type { RowPlaces } from '../../learner/formats/recordFrame.ts';
import { cellAt } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import { openPace } from '../shapes/work.ts';
import { countingUp } from '../split/permutation.ts';
import { maskRows } from '../split/rowMask.ts';
import { mostChunkRows, placeOf } from '../table/table.ts';
import type { Table } from '../table/table.ts';
import { cellFailure } from './cellFailure.ts';
import { columnIndex } from './columnIndex.ts';
import { writeHot } from './encoders/hot.ts';
import type { Labels } from './labels.ts';
import { faultOf } from './openFeatures.ts';
import type { OpenFeature, OpenFeatures } from './openFeatures.ts';
import { openRowWriter } from './rowWriter.ts';
import { openStage, slotCountOf } from './stageCells.ts';
import type { ChunkRows, Slots, Stage } from './stageCells.ts';

/** Where the features and the label of an encoded row are while it is held. */
export interface Layout {
  readonly features: readonly PlacedFeature[];
  /** The label is the first slot. */
  readonly hasLabel: boolean;
  /** Slots of a row, of four bytes each. */
  readonly stride: number;
}

interface PlacedFeature extends OpenFeature {
  readonly slot: number;
  readonly stage: Stage;
}

export function layOut({ features }: OpenFeatures, hasLabel: boolean): Layout {
  let stride = Number(hasLabel);
  const placed = features.map((feature): PlacedFeature => {
    const slot = stride;
    stride += slotCountOf(feature.encoder);
    return { ...feature, slot, stage: openStage(feature) };
  });
  return { features: placed, hasLabel, stride };
}

export function openSlots({ stride }: Layout, rowCount: number): Slots {
  const memory = new ArrayBuffer(4 * stride * rowCount);
  return { floats: new Float32Array(memory), integers: new Int32Array(memory), stride };
}

/** Encoded rows of a table in its order, to be written in any other. */
export interface StagedRows {
  /** Writes these rows one after the other, from the first place on. */
  readonly write: (rows: Int32Array, features: RowPlaces, labels: RowPlaces | undefined) => void;
}

/**
 * Encodes the rows of `parts` into `slots`, reading the table once. Throws DataFailure with row and column for a cell that cannot be
 * encoded.
 */
export async function stageRows(
  table: Table,
  { layout, labels }: { readonly layout: Layout; readonly labels: Labels | undefined },
  slots: Slots,
  parts: readonly Int32Array[],
  signal?: AbortSignal,
): Promise<StagedRows> {
  const count = parts.reduce((sum, rows) => sum + rows.length, 0);
  const picker = openPicker(table, count === table.rowCount ? undefined : parts);
  const names = [...new Set(layout.features.flatMap(({ column, second }) => [column, second ?? column]))];
  const indices = names.map((name) => columnIndex(table, name));
  const pace = openPace({ signal });
  let [staged, isLabeled] = [0, true];
  for await (const { from, rowCount, cells } of table.chunks(indices, signal)) {
    const chunk = { rows: picker.pick(from, rowCount, staged), from };
    const cellsOf = (name: string | undefined) => cells[name === undefined ? -1 : names.indexOf(name)];
    let end = chunk.rows.length;
    let fault: Fault | undefined;
    for (const feature of layout.features) {
      const [first, second] = [cellsOf(feature.column), cellsOf(feature.second)];
      if (first === undefined) continue;
      const stop = feature.stage(first, second)(chunk, slots, staged * slots.stride + feature.slot);
      if (stop < 0 || stop >= end) continue;
      // The first cell of the first row is what a user looks for.
      end = stop;
      fault = { feature, first, second, row: chunk.rows[stop] ?? 0 };
    }
    if (fault !== undefined) throw await failureOf(table, from, fault);
    if (labels !== undefined && !stageLabels(labels, chunk, slots, staged)) isLabeled = false;
    staged += end;
    await pace();
  }
  if (labels !== undefined && !isLabeled) await requireLabels(table, labels, parts);
  return { write: openWriter(layout, slots, picker.places) };
}

/** Picks the rows of a chunk that are staged, and notes where each row of the table is staged; undefined: in its own place. */
function openPicker({ rowCount: tableRowCount }: Table, parts: readonly Int32Array[] | undefined) {
  const picked = countingUp(Math.min(mostChunkRows, tableRowCount));
  if (parts === undefined)
    return { places: undefined, pick: (_: number, rowCount: number) => picked.subarray(0, rowCount) };
  const mask = new Uint8Array(tableRowCount);
  for (const rows of parts) maskRows(mask, rows);
  const places = new Int32Array(tableRowCount);
  const pick = (from: number, rowCount: number, staged: number) => {
    let count = 0;
    for (let row = 0; row < rowCount; row += 1) {
      if (mask[from + row] !== 1) continue;
      places[from + row] = staged + count;
      picked[count] = row;
      count += 1;
    }
    return picked.subarray(0, count);
  };
  return { places, pick };
}

interface Fault {
  readonly feature: OpenFeature;
  readonly first: Cells;
  readonly second: Cells | undefined;
  /** Of the chunk. */
  readonly row: number;
}

async function failureOf(table: Table, from: number, { feature, first, second, row }: Fault) {
  const into = new Float32Array(feature.encoder.names.length);
  const problem = openRowWriter(feature)(first, second)(row, from + row, into, 0);
  if (problem === undefined) return new Error('a row could be encoded after all');
  const { column, cell } = faultOf(feature, cellAt(first, row), second && cellAt(second, row));
  return cellFailure(problem, { ...(await placeOf(table, from + row)), column, role: 'feature' }, cell);
}

/** Whether all of the rows have a label. */
function stageLabels(
  { values }: Labels,
  { rows, from }: ChunkRows,
  { floats, stride }: Slots,
  staged: number,
): boolean {
  let isLabeled = true;
  for (let index = 0; index < rows.length; index += 1) {
    const label = values[from + (rows[index] ?? 0)] ?? Number.NaN;
    if (Number.isNaN(label)) isLabeled = false;
    floats[(staged + index) * stride] = label;
  }
  return isLabeled;
}

/** Throws DataFailure for the first row without a label. */
async function requireLabels(table: Table, labels: Labels, parts: readonly Int32Array[]): Promise<void> {
  for (const rows of parts) {
    const row = rows.find((one) => Number.isNaN(labels.values[one] ?? Number.NaN));
    if (row === undefined) continue;
    const { problem, cell } = labels.problemAt(row);
    const place = { ...(await placeOf(table, row)), column: labels.target, role: 'target' } as const;
    throw cellFailure(problem, place, cell);
  }
}

/** Slots that are output columns side by side, or the one of a feature with one value at most. */
interface Copied {
  readonly slot: number;
  readonly output: number;
  readonly width: number;
  readonly isHot: boolean;
}

function copiedOf({ features }: Layout): readonly Copied[] {
  const all: Copied[] = [];
  for (const { slot, at, encoder } of features) {
    const isHot = encoder.hot !== undefined;
    const width = encoder.names.length;
    const last = all.at(-1);
    if (last === undefined || isHot || last.isHot) all.push({ slot, output: at, width, isHot });
    else all.splice(-1, 1, { ...last, width: last.width + width });
  }
  return all;
}

/** These rows fit the processor's cache from the first of their columns to the last. */
const rowsAtOnce = 512;

function openWriter(layout: Layout, slots: Slots, places: Int32Array | undefined): StagedRows['write'] {
  const starts = new Int32Array(rowsAtOnce);
  const copied = copiedOf(layout);
  return (rows, features, labels) => {
    for (let first = 0; first < rows.length; first += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, rows.length - first);
      for (let index = 0; index < count; index += 1) {
        const row = rows[first + index] ?? 0;
        starts[index] = slots.stride * (places === undefined ? row : (places[row] ?? 0));
      }
      const block = { starts, count, first };
      // The labels come first: each fetches its row from memory without a wait for the one before.
      if (labels !== undefined) copyFloats(slots, { slot: 0, output: 0, width: 1 }, block, labels);
      for (const one of copied) (one.isHot ? copyHot : copyFloats)(slots, one, block, features);
    }
  };
}

/** Rows that are written one after the other from the row `first` on, by where they are staged. */
interface Block {
  readonly starts: Int32Array;
  readonly count: number;
  readonly first: number;
}

function copyFloats(
  { floats }: Slots,
  { slot, output, width }: Pick<Copied, 'slot' | 'output' | 'width'>,
  { starts, count, first }: Block,
  { floats: into, start, stride }: RowPlaces,
): void {
  let to = start + first * stride + output;
  for (let index = 0; index < count; index += 1) {
    let from = (starts[index] ?? 0) + slot;
    for (let at = to; at < to + width; at += 1, from += 1) into[at] = floats[from] ?? 0;
    to += stride;
  }
}

function copyHot(
  { integers }: Slots,
  { slot, output, width }: Copied,
  { starts, count, first }: Block,
  { floats: into, start, stride }: RowPlaces,
): void {
  let to = start + first * stride + output;
  for (let index = 0; index < count; index += 1) {
    writeHot(integers[(starts[index] ?? 0) + slot] ?? 0, into, to, width);
    to += stride;
  }
}
