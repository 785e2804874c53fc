import { Failure } from '../errors.ts';
import { writeLabelRecords } from '../formats/labelRecords.ts';
import type { Predictions } from '../model.ts';
import { pythonJson } from '../pythonRepr.ts';
import { mediaType } from './mediaType.ts';

export interface ResponseBody {
  readonly body: string | Uint8Array;
  readonly contentType: string;
}

/** An answer in the first form that is accepted, JSON when any is; JSON in the bytes of Python's json.dumps. */
export function writeResponse(predictions: Predictions, accept: string): ResponseBody {
  const accepted = accept.trim() === '' ? ['*/*'] : accept.split(',').map(mediaType);
  for (const contentType of accepted) {
    switch (contentType) {
      case '*/*':
      case 'application/*':
      case 'application/json':
        return {
          body: `{"predictions": [${jsonAnswers(predictions).join(', ')}]}`,
          contentType: 'application/json',
        };
      case 'application/jsonlines':
        return { body: `${jsonAnswers(predictions).join('\n')}\n`, contentType };
      case 'application/x-recordio-protobuf':
        return { body: writeLabelRecords(recordAnswers(predictions)), contentType };
    }
  }
  throw new Failure('content-type-unsupported', { contentType: accept }, `Accept ${accept} not supported`);
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
