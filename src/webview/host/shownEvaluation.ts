import type { Evaluation } from '../../learner/metrics/evaluation.ts';
import { thinned, worstIndex } from '../contract/thinned.ts';
import { fitting, mostMessageLength } from './messageSize.ts';

const mostPairs = 10_000;
/** For parts of the message that are not yet known when the evaluation is made. */
const spare = 10_000;

/**
 * An evaluation for a page: of the first 10,000 rows, whose numbers are on record, as many as fit into a message beside
 * `besides` other characters, evenly. Its metrics are still those of all rows.
 */
export function shownEvaluation(evaluation: Evaluation, besides = 0): Evaluation {
  const most = Math.min(mostPairs, evaluation.pairs.length);
  return fitting((count) => withPairs(evaluation, count), most, mostMessageLength - spare - besides);
}

function withPairs(evaluation: Evaluation, count: number): Evaluation {
  switch (evaluation.predictorType) {
    case 'regressor': {
      const named = evaluation.pairs.slice(0, mostPairs);
      return { ...evaluation, pairs: thinned(named, count, worstIndex(named)) };
    }
    case 'binary_classifier':
      return { ...evaluation, pairs: thinned(evaluation.pairs, count) };
    case 'multiclass_classifier':
      return { ...evaluation, pairs: thinned(evaluation.pairs, count) };
  }
}
