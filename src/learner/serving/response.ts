import { Failure } from '../errors.ts';
import { writeLabelRecords } from '../formats/labelRecords.ts';
import type { Predictions } from '../model.ts';
import { pythonJson } from '../pythonRepr.ts';
import { mediaType } from './mediaType.ts';

/** An answer in pieces of some hundred kilobytes, made as they are read. */
export interface ResponseBody {
  readonly contentType: string;
  readonly chunks: Iterable<Uint8Array>;
}

/**
 * Serializes predictions as the first supported type of an Accept header, or as JSON if any type is accepted; JSON is
 * byte-identical to Python's json.dumps. `parts` are the predictions of consecutive blocks of rows. Throws
 * `content-type-unsupported`.
 */
export function writeResponse(parts: Iterable<Predictions>, accept: string): ResponseBody {
  const accepted = accept.trim() === '' ? ['*/*'] : accept.split(',').map(mediaType);
  for (const contentType of accepted) {
    switch (contentType) {
      case '*/*':
      case 'application/*':
      case 'application/json':
        return { contentType: 'application/json', chunks: jsonChunks(parts) };
      case 'application/jsonlines':
        return { contentType, chunks: lineChunks(parts) };
      case 'application/x-recordio-protobuf':
        return { contentType, chunks: recordChunks(parts) };
      case 'text/*':
      case 'text/csv':
        return { contentType: 'text/csv', chunks: csvChunks(parts) };
    }
  }
  throw new Failure('content-type-unsupported', { contentType: accept }, `Accept ${accept} not supported`);
}

const encoder = new TextEncoder();

function* jsonChunks(parts: Iterable<Predictions>): Generator<Uint8Array> {
  let before = '{"predictions": [';
  for (const part of parts) {
    yield encoder.encode(before + jsonAnswers(part).join(', '));
    before = ', ';
  }
  yield encoder.encode(']}');
}

function* lineChunks(parts: Iterable<Predictions>): Generator<Uint8Array> {
  for (const part of parts) yield encoder.encode(`${jsonAnswers(part).join('\n')}\n`);
}

function* csvChunks(parts: Iterable<Predictions>): Generator<Uint8Array> {
  for (const part of parts) yield encoder.encode(`${csvAnswers(part).join('\n')}\n`);
}

function* recordChunks(parts: Iterable<Predictions>): Generator<Uint8Array> {
  for (const part of parts) yield writeLabelRecords(recordAnswers(part));
}

function jsonAnswers(predictions: Predictions): readonly string[] {
  const { scores } = predictions;
  switch (predictions.predictorType) {
    case 'regressor':
      return Array.from(scores, (score) => `{"score": ${pythonJson(score)}}`);
    case 'binary_classifier':
      return Array.from(
        predictions.labels,
        (label, row) => `{"score": ${pythonJson(scores[row] ?? 0)}, "predicted_label": ${label}}`,
      );
    case 'multiclass_classifier':
      return Array.from(predictions.labels, (label, row) => {
        const own = Array.from(classScores(predictions, row), pythonJson);
        return `{"score": [${own.join(', ')}], "predicted_label": ${label}}`;
      });
  }
}

/** The score of a regressor, the label of a classifier. */
function csvAnswers(predictions: Predictions): readonly string[] {
  switch (predictions.predictorType) {
    case 'regressor':
      return Array.from(predictions.scores, pythonJson);
    case 'binary_classifier':
    case 'multiclass_classifier':
      return Array.from(predictions.labels, String);
  }
}

function recordAnswers(predictions: Predictions) {
  const { scores } = predictions;
  switch (predictions.predictorType) {
    case 'regressor':
      return Array.from(scores, (score) => ({ score: [score] }));
    case 'binary_classifier':
      return Array.from(predictions.labels, (label, row) => ({
        predicted_label: [label],
        score: scores.subarray(row, row + 1),
      }));
    case 'multiclass_classifier':
      return Array.from(predictions.labels, (label, row) => ({
        predicted_label: [label],
        score: classScores(predictions, row),
      }));
  }
}

const classScores = (
  { scores, classCount }: Extract<Predictions, { predictorType: 'multiclass_classifier' }>,
  row: number,
) => scores.subarray(row * classCount, (row + 1) * classCount);
