import { meaningOf } from '../findings/meaning.ts';
import type { MeaningFacts } from '../findings/meaning.ts';
import type { Unusable } from '../shapes/findings.ts';

/** Why a column cannot be a feature; undefined for numbers that the learner can hold, yes and no, dates, or categories that vary. */
export function whyUnusable(facts: MeaningFacts): Unusable | undefined {
  const meaning = meaningOf(facts);
  switch (meaning) {
    case 'empty':
      return 'missing';
    case 'identifier':
    case 'constant':
    case 'text':
      return meaning;
    case 'integer':
    case 'decimal':
      return facts.isTooLarge === true ? 'too-large' : undefined;
    case 'boolean':
    case 'category':
    case 'date':
      return undefined;
  }
}
