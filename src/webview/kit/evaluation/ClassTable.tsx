import type { MulticlassEvaluation } from '../../../learner/metrics/evaluation.ts';
import type { ClassMetrics } from '../../../learner/metrics/multiclass.ts';
import { t } from '../language/language.ts';
import { LongGrid } from '../controls/LongGrid.tsx';
import { fixed, percent } from '../language/numbers.ts';
import { mostConfused } from './confusions.ts';
import { metricHint } from '../language/metricHints.ts';

interface Row extends ClassMetrics {
  readonly name: string;
  /** What the class is taken for most. */
  readonly takenFor: string;
}

/** Precision, recall and F1 of every class, and what it is mistaken for. */
export function ClassTable({ evaluation }: { readonly evaluation: MulticlassEvaluation }) {
  const { judgement, classNames, target } = evaluation;
  const confused = mostConfused(judgement.metrics.confusion);
  const rows = judgement.metrics.perClass.map((metrics, index): Row => {
    const worst = confused.find(({ actual }) => actual === index);
    const takenFor =
      worst === undefined
        ? '–'
        : t('{0}, {1}', classNames[worst.predicted] ?? '', percent(worst.count / metrics.support));
    return { ...metrics, name: classNames[index] ?? '', takenFor };
  });
  return (
    <LongGrid
      label={t('Classes of {0}', target)}
      testId="class-table"
      rowsAtFirst={30}
      columns={[
        { label: t('Class'), className: 'flowing', cell: ({ name }: Row) => name },
        { label: t('Rows'), numeric: true, cell: ({ support }: Row) => fixed(support) },
        {
          label: t('Precision'),
          hint: metricHint('precision'),
          numeric: true,
          cell: ({ precision }: Row) => fixed(precision, 3),
        },
        {
          label: t('Recall'),
          hint: metricHint('recall'),
          numeric: true,
          cell: ({ recall }: Row) => fixed(recall, 3),
        },
        { label: 'F1', hint: metricHint('f1'), numeric: true, cell: ({ f1 }: Row) => fixed(f1, 3) },
        { label: t('Most confused with'), className: 'q flowing', cell: ({ takenFor }: Row) => takenFor },
      ]}
      rows={rows}
    />
  );
}
