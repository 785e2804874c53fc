import * as vscode from 'vscode';
import type { Evaluation } from '../../learner/metrics/evaluation.ts';
import { baselineMetrics, namedMetrics, referenceMetrics } from '../../learner/metrics/namedMetrics.ts';
import { metricWord } from '../../data/comparison/metricWords.ts';
import { metricNames } from '../../learner/metrics/metricNames.ts';
import { numberText } from '../../platform/explanations/numberText.ts';
import type { ReportSection } from '../../runs/report/document.ts';
import type { ReportFacts } from './facts.ts';
import { significant } from './numbers.ts';

/** How good the model is on rows that it never saw, beside what needs no model and what a linear model can reach. */
export function evaluationSection({ evaluation, record, row, pictures }: ReportFacts): ReportSection {
  const own = namedMetrics(evaluation);
  const [baseline, reference] = [baselineMetrics(evaluation), referenceMetrics(evaluation)];
  const names = metricNames.filter((name) => own[name] !== undefined);
  const intervals = row?.intervals ?? {};
  const hasIntervals = names.some((name) => intervals[name] !== undefined);
  return {
    title: vscode.l10n.t('Evaluation'),
    blocks: [
      ...(row?.note === undefined
        ? []
        : [{ kind: 'text' as const, text: vscode.l10n.t('Note: {0}', row.note) }]),
      {
        kind: 'text',
        text: [
          vscode.l10n.t(
            'On {0} held-out rows, which the model never saw.',
            numberText(record.rowCounts.test),
          ),
          baselineText(evaluation),
          ...referenceTexts(evaluation),
        ].join(' '),
      },
      {
        kind: 'table',
        columns: [
          { label: vscode.l10n.t('Metric') },
          { label: vscode.l10n.t('Model'), isNumeric: true },
          ...(hasIntervals ? [{ label: vscode.l10n.t('95 % interval'), isNumeric: true }] : []),
          { label: vscode.l10n.t('Baseline'), isNumeric: true },
          ...(reference === undefined ? [] : [{ label: vscode.l10n.t('Reference'), isNumeric: true }]),
        ],
        rows: names.map((name) => [
          metricWord(vscode.l10n.t, name),
          significant(own[name]),
          ...(hasIntervals ? [intervalText(intervals[name])] : []),
          significant(baseline[name]),
          ...(reference === undefined ? [] : [significant(reference[name])]),
        ]),
      },
      ...pictures.map((picture) => ({ kind: 'picture' as const, picture })),
    ],
  };
}

function intervalText(interval: { readonly low: number; readonly high: number } | undefined): string {
  if (interval === undefined) return '';
  return vscode.l10n.t('{0} to {1}', significant(interval.low), significant(interval.high));
}

function baselineText(evaluation: Evaluation): string {
  switch (evaluation.predictorType) {
    case 'regressor':
      return vscode.l10n.t(
        'The baseline always predicts {0}, the mean of the training rows.',
        significant(evaluation.trainMean),
      );
    case 'binary_classifier':
    case 'multiclass_classifier':
      return vscode.l10n.t(
        'The baseline always predicts {0}, the most frequent class of the training rows.',
        evaluation.classNames[evaluation.baseline.majority] ?? '',
      );
  }
}

function referenceTexts({ reference }: Evaluation): readonly string[] {
  if (reference === undefined) return [];
  return [
    reference.isConverged
      ? vscode.l10n.t(
          'The reference is a fit of the same kind to the same training rows that was run until it converged: what a linear model of these features can reach.',
        )
      : vscode.l10n.t(
          'The reference is a fit of the same kind to the same training rows. It had not converged when it was stopped, so a linear model of these features may do better.',
        ),
  ];
}
