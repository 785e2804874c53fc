import { readRecordIO } from '../../learner/formats/recordio.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import type { Table } from '../table/table.ts';
import { encodeSets } from './encodeSets.ts';
import type { Labels } from './labels.ts';
import type { OpenFeatures } from './openFeatures.ts';

/** Rows of a table as the learner gets them. */
export async function encodedRows(
  table: Table,
  features: OpenFeatures,
  labels: Labels,
  rows: Int32Array,
): Promise<LabeledRows> {
  const bytesOf = encodeSets(table, { features, labels, format: 'recordio' }, [rows]);
  const read = readRecordIO(await bytesIn(bytesOf(0)));
  return { features: read.features, labels: read.labels ?? new Float32Array() };
}

/** All bytes that come one after the other. */
export async function bytesIn(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Buffer[] = [];
  // They are valid for a while only.
  for await (const part of parts) copies.push(Buffer.from(part));
  return Buffer.concat(copies);
}
