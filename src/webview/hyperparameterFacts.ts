import { describeRange } from '../learner/hyperparameters/spec.ts';
import type { PredictorType } from '../learner/hyperparameters/spec.ts';
import { choicesFor, settableHyperparameters } from '../learner/hyperparameters/table.ts';
import type { HyperparameterFacts } from './contracts/experiment.ts';
import { translated } from './translated.ts';

/** What the form shows of the hyperparameters that go with a problem. */
export const hyperparameterFacts = (predictorType: PredictorType): readonly HyperparameterFacts[] =>
  settableHyperparameters(predictorType).map((entry) => {
    const choices = entry.kind === 'choice' ? choicesFor(predictorType, entry) : [];
    const autoMeans = entry.autoMeans?.[predictorType];
    return {
      name: entry.name,
      kind: entry.kind,
      default: entry.default ?? '',
      meaning: translated(entry.meaning),
      range: translated(describeRange({ ...entry, choices: choicesFor(predictorType, entry) })),
      choices,
      ...(autoMeans === undefined ? {} : { autoMeans: translated(autoMeans) }),
      ...(entry.dependsOn === undefined ? {} : { dependsOn: entry.dependsOn }),
    };
  });
