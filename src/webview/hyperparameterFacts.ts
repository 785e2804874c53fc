import { describeRange } from '../learner/hyperparameters/spec.ts';
import type { PredictorType } from '../learner/hyperparameters/spec.ts';
import { choicesFor, settableHyperparameters } from '../learner/hyperparameters/table.ts';
import type { HyperparameterFacts } from './contracts/experiment.ts';

/** What the form shows of the hyperparameters that go with a problem. */
export const hyperparameterFacts = (predictorType: PredictorType): readonly HyperparameterFacts[] =>
  settableHyperparameters(predictorType).map((entry) => {
    const choices = entry.kind === 'choice' ? choicesFor(predictorType, entry) : [];
    const autoMeans = entry.autoMeans?.[predictorType];
    return {
      name: entry.name,
      kind: entry.kind,
      default: entry.default ?? '',
      meaning: entry.meaning,
      range: describeRange({ ...entry, choices: entry.kind === 'choice' ? choices : (entry.choices ?? []) }),
      choices,
      ...(autoMeans === undefined ? {} : { autoMeans }),
      ...(entry.dependsOn === undefined ? {} : { dependsOn: entry.dependsOn }),
    };
  });
