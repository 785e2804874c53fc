import { Failure } from '../errors.ts';
import { featureCountOf, predict } from '../model.ts';
import type { LinearModel, Predictions } from '../model.ts';
import { readRequest, valuesAtOnce } from './request.ts';
import { writeResponse } from './response.ts';
import type { ResponseBody } from './response.ts';

/** Scores that an answer may have: some seconds of work, and as text some hundred megabytes. */
const defaultMostScores = 2 ** 23;

/**
 * Answers an InvokeEndpoint request. All rows are scored before it returns, so that a row that cannot be read fails the whole
 * request. Throws what readRequest and writeResponse do, and `response-too-large`.
 */
export function answerRequest(
  model: LinearModel,
  request: { readonly body: Uint8Array; readonly contentType: string; readonly accept: string },
  mostScores = defaultMostScores,
): ResponseBody {
  const featureCount = featureCountOf(model);
  const scoresPerRow = model.predictorType === 'multiclass_classifier' ? model.classCount : 1;
  const rowsAtOnce = Math.max(1, Math.floor(valuesAtOnce / Math.max(featureCount, scoresPerRow * 8)));
  const parts: Predictions[] = [];
  let scoreCount = 0;
  for (const block of readRequest(request.body, request.contentType, featureCount, rowsAtOnce)) {
    scoreCount += block.rowCount * scoresPerRow;
    if (scoreCount > mostScores)
      throw new Failure(
        'response-too-large',
        { mostScores },
        `the answer would have more than ${mostScores} scores: send fewer rows at a time`,
      );
    parts.push(predict(model, block));
  }
  return writeResponse(parts, request.accept);
}
