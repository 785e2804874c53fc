import * as vscode from 'vscode';
import { unmetDependency } from '../../../learner/hyperparameters/ignored.ts';
import { describeRange } from '../../../learner/hyperparameters/spec.ts';
import type { PredictorType } from '../../../learner/hyperparameters/spec.ts';
import { choicesFor, settableHyperparameters } from '../../../learner/hyperparameters/table.ts';
import { autoMeaning } from './autoMeaning.ts';
import type { AutoMeaning } from './autoMeaning.ts';
import type { HyperparameterFacts } from '../contract.ts';
import { translated } from '../../host/translated.ts';

/** What the form shows of the hyperparameters that go with a problem, beside those that are set (`given`, as strings). */
export const hyperparameterFacts = (
  predictorType: PredictorType,
  given: Readonly<Record<string, string>>,
): readonly HyperparameterFacts[] =>
  settableHyperparameters(predictorType).map((entry) => {
    const choices = entry.kind === 'choice' ? choicesFor(predictorType, entry) : [];
    const meaning = autoMeaning(predictorType, entry, given);
    const needs = unmetDependency(entry, given);
    return {
      name: entry.name,
      kind: entry.kind,
      default: entry.default ?? '',
      meaning: translated(entry.meaning),
      ...(entry.advice === undefined ? {} : { advice: translated(entry.advice) }),
      range: translated(describeRange({ ...entry, choices: choicesFor(predictorType, entry) })),
      choices,
      ...(meaning === undefined ? {} : { autoMeans: meaningText(meaning) }),
      ...(needs === undefined ? {} : { needs }),
    };
  });

function meaningText(meaning: AutoMeaning): string {
  if (meaning.kind === 'text') return translated(meaning.text);
  const { values } = meaning;
  const [first = '', second = ''] = values;
  if (values.length === 1) return first;
  return values.length === 2
    ? vscode.l10n.t('{0} and {1} are both tried', first, second)
    : vscode.l10n.t('{0} are all tried', values.join(', '));
}
