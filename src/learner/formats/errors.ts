import { Failure } from '../errors.ts';

/** What can be wrong with a training file; `record` counts from 1. */
export type FormatFailure =
  | Failure<'recordio-corrupt', { readonly record: number; readonly found: string }>
  | Failure<'recordio-tensor-type', { readonly record: number; readonly found: string }>
  | Failure<'record-width', { readonly record: number; readonly expected: number; readonly found: number }>
  | Failure<'csv-not-numeric', { readonly record: number; readonly found: string }>;

export const recordioCorrupt = (record: number, found: string): FormatFailure =>
  new Failure(
    'recordio-corrupt',
    { record, found },
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
    `Record ${record} has ${found} values, the records before it have ${expected}`,
  );

export const csvNotNumeric = (record: number, found: string): FormatFailure =>
  new Failure(
    'csv-not-numeric',
    { record, found },
    `Row ${record} holds ${JSON.stringify(found)}, which is not a number`,
  );
