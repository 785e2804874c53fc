import type { RowPlaces } from '../../learner/formats/recordFrame.ts';
import { cellAt } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import { openPace } from '../shapes/work.ts';
import { placeOf } from '../table/table.ts';
import type { Table } from '../table/table.ts';
import { cellFailure } from './cellFailure.ts';
import { columnIndex } from './columnIndex.ts';
import { writeHot } from './encoders/hot.ts';
import type { Labels } from './labels.ts';
import { faultOf } from './openFeatures.ts';
import type { OpenFeature, OpenFeatures } from './openFeatures.ts';
import { openRowWriter } from './rowWriter.ts';
import { openStage, slotCountOf } from './stageCells.ts';
import type { PlacedRows, Slots, Stage } from './stageCells.ts';

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

/** Memory for encoded rows, which each call of `stageRows` uses again. */
interface StageMemory {
  readonly slots: Slots;
  /** Of each row of the table. */
  readonly places: Int32Array;
}

/** For as many encoded rows of a table. */
export function openMemory(
  { stride }: Layout,
  rowCount: number,
  table: Pick<Table, 'rowCount'>,
): StageMemory {
  const memory = new ArrayBuffer(4 * stride * rowCount);
  const slots = { floats: new Float32Array(memory), integers: new Int32Array(memory), stride };
  return { slots, places: new Int32Array(table.rowCount) };
}

/** Encoded rows in an order that is not the table's. */
export interface StagedRows {
  /** Writes the rows from one place in this order up to another, one after the other from the first place on. */
  readonly write: (from: number, to: number, features: RowPlaces, labels: RowPlaces | undefined) => void;
}

/** Rows whose columns are encoded one after the other: they stay in the processor's cache. */
const rowsAtOnce = 512;

/**
 * Encodes the rows of `parts`, which are to be written in this order, reading the table once. Throws DataFailure with row
 * and column for a cell that cannot be encoded.
 */
export async function stageRows(
  table: Table,
  { layout, labels }: { readonly layout: Layout; readonly labels: Labels | undefined },
  { slots, places }: StageMemory,
  parts: readonly Int32Array[],
  signal?: AbortSignal,
): Promise<StagedRows> {
  const order = openOrder(places, parts, slots.stride);
  const names = [...new Set(layout.features.flatMap(({ column, second }) => [column, second ?? column]))];
  const indices = names.map((name) => columnIndex(table, name));
  const pace = openPace({ signal });
  let isLabeled = true;
  for await (const { from, rowCount, cells } of table.chunks(indices, signal)) {
    const cellsOf = (name: string | undefined) => cells[name === undefined ? -1 : names.indexOf(name)];
    const opened = layout.features.flatMap((feature) => {
      const [first, second] = [cellsOf(feature.column), cellsOf(feature.second)];
      return first === undefined ? [] : [{ feature, first, second, stage: feature.stage(first, second) }];
    });
    for (let row = 0; row < rowCount; row += rowsAtOnce) {
      const placed = order.place(from, row, Math.min(row + rowsAtOnce, rowCount));
      let end = placed.rows.length;
      let fault: Fault | undefined;
      for (const { stage, ...one } of opened) {
        const stop = stage(placed, slots, one.feature.slot);
        if (stop < 0 || stop >= end) continue;
        // The first cell of the first row is what a user looks for.
        end = stop;
        fault = { ...one, row: placed.rows[stop] ?? 0 };
      }
      if (fault !== undefined) throw await failureOf(table, from, fault);
      if (labels !== undefined && !stageLabels(labels, placed, slots)) isLabeled = false;
    }
    await pace();
  }
  if (labels !== undefined && !isLabeled) await requireLabels(table, labels, parts);
  return { write: openWriter(layout, slots, order.startsOf) };
}

/** Rows that are written next to each other are staged near each other, in the order of the table: both fit a cache. */
const blockBits = 14;
const blockRows = 2 ** blockBits;

function openOrder(places: Int32Array, parts: readonly Int32Array[], stride: number) {
  const count = parts.reduce((sum, rows) => sum + rows.length, 0);
  notePlaces(places, parts, count);
  const blockCount = Math.ceil(count / blockRows);
  /** Where the next row of a block is staged. */
  const next = Int32Array.from({ length: blockCount }, (_, block) => block * blockRows);
  /** The place of each staged row in its block. */
  const inBlock = new Uint16Array(count);
  const picked = { rows: new Int32Array(rowsAtOnce), starts: new Int32Array(rowsAtOnce) };
  return {
    /** Stages the rows of a chunk from one up to another that are there to be written. */
    place(from: number, first: number, end: number): PlacedRows {
      const { rows, starts } = picked;
      let taken = 0;
      for (let row = first; row < end; row += 1) {
        const place = places[from + row] ?? -1;
        if (place < 0) continue;
        const block = place >>> blockBits;
        const staged = next[block] ?? 0;
        next[block] = staged + 1;
        inBlock[staged] = place & (blockRows - 1);
        rows[taken] = row;
        starts[taken] = staged * stride;
        taken += 1;
      }
      return { rows: rows.subarray(0, taken), starts, from };
    },
    /** The first slots of the rows of a block. */
    startsOf: (block: number, into: Int32Array): void => {
      const first = block * blockRows;
      const end = Math.min(count, first + blockRows);
      for (let staged = first; staged < end; staged += 1) into[inBlock[staged] ?? 0] = staged * stride;
    },
  };
}

/** Notes the place of each row of a table in these parts one after the other; -1 for the others. */
function notePlaces(places: Int32Array, parts: readonly Int32Array[], count: number): void {
  if (count < places.length) places.fill(-1);
  let place = 0;
  for (const rows of parts)
    for (let at = 0; at < rows.length; at += 1, place += 1) places[rows[at] ?? 0] = place;
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
function stageLabels({ values }: Labels, { rows, from, starts }: PlacedRows, { floats }: Slots): boolean {
  let isLabeled = true;
  for (let index = 0; index < rows.length; index += 1) {
    const label = values[from + (rows[index] ?? 0)] ?? Number.NaN;
    if (Number.isNaN(label)) isLabeled = false;
    floats[starts[index] ?? 0] = label;
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

/** Rows of a record that fit the fastest cache. */
const rowsCopiedAtOnce = 256;

function openWriter(
  layout: Layout,
  slots: Slots,
  startsOf: (block: number, into: Int32Array) => void,
): StagedRows['write'] {
  const starts = new Int32Array(blockRows);
  let known = -1;
  const copied = copiedOf(layout);
  return (from, to, features, labels) => {
    for (let at = from; at < to;) {
      const block = Math.floor(at / blockRows);
      if (block !== known) startsOf(block, starts);
      known = block;
      const first = at - block * blockRows;
      const count = Math.min(rowsCopiedAtOnce, blockRows - first, to - at);
      const rows = { starts: starts.subarray(first, first + count), first: at - from };
      if (labels !== undefined) copyFloats(slots, { slot: 0, output: 0, width: 1 }, rows, labels);
      for (const one of copied) (one.isHot ? copyHot : copyFloats)(slots, one, rows, features);
      at += count;
    }
  };
}

/** Rows that are written one after the other from the row `first` on. */
interface Copies {
  readonly starts: Int32Array;
  readonly first: number;
}

function copyFloats(
  { floats }: Slots,
  { slot, output, width }: Pick<Copied, 'slot' | 'output' | 'width'>,
  { starts, first }: Copies,
  { floats: into, start, stride }: RowPlaces,
): void {
  let to = start + first * stride + output;
  for (let index = 0; index < starts.length; index += 1) {
    let from = (starts[index] ?? 0) + slot;
    for (let at = to; at < to + width; at += 1, from += 1) into[at] = floats[from] ?? 0;
    to += stride;
  }
}

function copyHot(
  { integers }: Slots,
  { slot, output, width }: Copied,
  { starts, first }: Copies,
  { floats: into, start, stride }: RowPlaces,
): void {
  let to = start + first * stride + output;
  for (let index = 0; index < starts.length; index += 1) {
    writeHot(integers[(starts[index] ?? 0) + slot] ?? 0, into, to, width);
    to += stride;
  }
}
