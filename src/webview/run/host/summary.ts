import * as vscode from 'vscode';
import type { Evaluation } from '../../../learner/metrics/evaluation.ts';
import { equationOf } from '../../../runs/evaluate.ts';

/** The result of a finished run, in one line, and whether training longer would gain. */
export function summaryOf(evaluation: Evaluation, locale: string): string {
  const result = resultOf(evaluation, locale);
  return evaluation.reference?.model === 'worse'
    ? vscode.l10n.t('{0} A converged fit does better.', endedSentence(result))
    : result;
}

const endedSentence = (text: string) => (text.endsWith('.') ? text : `${text}.`);

function resultOf(evaluation: Evaluation, locale: string): string {
  switch (evaluation.predictorType) {
    case 'regressor':
      return equationOf(evaluation, locale);
    case 'binary_classifier':
    case 'multiclass_classifier': {
      const percent = (share: number) => share.toLocaleString(locale, { style: 'percent' });
      const { target, judgement, baseline, classNames } = evaluation;
      return vscode.l10n.t(
        'Accuracy for {0} on held-out rows: {1}; always predicting {2}: {3}.',
        target,
        percent(judgement.metrics.accuracy),
        classNames[baseline.majority] ?? '',
        percent(baseline.accuracy),
      );
    }
  }
}
