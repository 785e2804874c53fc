import * as vscode from 'vscode';
import type { Evaluation } from '../../../learner/metrics/evaluation.ts';
import { equationOf } from '../../../runs/evaluate.ts';

/** The result of a finished run, in one line. */
export function summaryOf(evaluation: Evaluation, locale: string): string {
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
