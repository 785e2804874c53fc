import { Failure } from '../errors.ts';

/** `record` counts from 1; `file` is present if known. */
interface Place {
  readonly record: number;
  readonly file?: string;
}

/** Problems of training files. */
export type FormatFailure =
  | Failure<'recordio-corrupt', Place & { readonly found: string; readonly offset?: number }>
  | Failure<'recordio-tensor-type', Place & { readonly found: string }>
  | Failure<'record-width', Place & { readonly expected: number; readonly found: number }>
  | Failure<'csv-width', Place & { readonly expected: number; readonly found: number }>
  | Failure<'labels-missing', Place & { readonly channel: string }>
  | Failure<'csv-not-numeric', Place & { readonly found: string }>;

/** `offset` is where the record begins in its file, in bytes. */
export const recordioCorrupt = (record: number, found: string, offset?: number): FormatFailure =>
  new Failure(
    'recordio-corrupt',
    { record, found, ...(offset === undefined ? {} : { offset }) },
    `Record ${record} of the RecordIO data is damaged: ${found}`,
  );

export const recordioTensorType = (record: number, found: string): FormatFailure =>
  new Failure(
    'recordio-tensor-type',
    { record, found },
    `Record ${record} holds a ${found}; Linear Learner reads Float32 tensors only`,
  );

export const recordWidth = (record: number, expected: number, found: number): FormatFailure =>
  new Failure(
    'record-width',
    { record, expected, found },
    `Record ${record} has ${found} values, those before it have ${expected}`,
  );

export const csvWidth = (record: number, expected: number, found: number): FormatFailure =>
  new Failure(
    'csv-width',
    { record, expected, found },
    `Row ${record} has ${found} columns, those before it have ${expected}`,
  );

/** Longer cells are cut in messages: a cell may be as long as its file. */
const longestShown = 100;

export function csvNotNumeric(record: number, cell: string): FormatFailure {
  const found = cell.length > longestShown ? `${cell.slice(0, longestShown)}…` : cell;
  const message = `Row ${record} holds ${JSON.stringify(found)}, which is not a number`;
  return new Failure('csv-not-numeric', { record, found }, message);
}

/** `record` counts from 1: the first record of its file without a label. */
export const labelsMissing = (channel: string, record: number): FormatFailure =>
  new Failure('labels-missing', { channel, record }, `Record ${record} has no label.`);
