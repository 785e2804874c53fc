import { useMemo } from 'preact/hooks';
import type { Trial } from '../../../data/shapes/study.ts';
import type { MetricName } from '../../../learner/metrics/metricNames.ts';
import { Figure } from '../../kit/charts/Figure.tsx';
import { written } from '../../kit/charts/twin.ts';
import { LongGrid } from '../../kit/controls/LongGrid.tsx';
import { t } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { duration, fixed, full } from '../../kit/language/numbers.ts';
import type { CrossValidationResult, MetricSummary } from '../contract.ts';
import { foldPicture, rowHeight } from './foldPicture.ts';
import { heldWords, rangeWords, referenceWords, summaryTitle } from './crossValidationWords.ts';

interface Props {
  readonly result: CrossValidationResult;
  readonly isDone: boolean;
}

/** How good the model is on average, and how far that depends on the rows held out. */
export function CrossValidationView({ result, isDone }: Props) {
  const { metric, summaries, held } = result;
  const main = summaries.find(({ name }) => name === metric);
  if (main === undefined)
    return <p class="q">{t('{0} is not defined on these folds.', metricLabel(metric))}</p>;
  return (
    <>
      <div class="study-words">
        {[
          rangeWords(main, result.foldCount),
          ...(held === undefined ? [] : [heldWords(main, held)]),
          ...(main.reference === undefined ? [] : [referenceWords(main, main.reference)]),
        ].map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      <FoldFigure result={result} main={main} isDone={isDone} />
      <MetricTable summaries={summaries} />
      <FoldTable result={result} />
    </>
  );
}

function FoldFigure({ result, main, isDone }: Props & { readonly main: MetricSummary }) {
  const draw = useMemo(() => foldPicture(result, main), [result, main]);
  const { metric, folds, foldCount } = result;
  const hasReference = main.reference !== undefined;
  return (
    <Figure
      testId="folds"
      title={summaryTitle(main, foldCount, isDone)}
      panels={[{ draw, height: 52 + rowHeight * (hasReference ? 2 : 1) }]}
      caption={[
        t('Each dot is a fold; the bar is the mean and its standard error.'),
        result.held === undefined ? '' : t('The diamond is the newest run on its own held-out rows.'),
        folds.length < foldCount ? t('The first {0} folds are drawn.', fixed(folds.length)) : '',
      ]
        .filter((sentence) => sentence !== '')
        .join(' ')}
      twin={{
        columns: [
          { label: t('Repeat'), numeric: true },
          { label: t('Fold'), numeric: true },
          { label: metricLabel(metric), numeric: true },
          ...(hasReference ? [{ label: t('Converged fit'), numeric: true }] : []),
        ],
        rows: folds.map(({ repeat = 0, fold = 0, metrics, reference }) => [
          fixed(repeat + 1),
          fixed(fold + 1),
          written(metrics?.[metric], (value) => metricText(metric, value)),
          ...(hasReference ? [written(reference?.[metric], (value) => metricText(metric, value))] : []),
        ]),
      }}
    />
  );
}

function MetricTable({ summaries }: { readonly summaries: readonly MetricSummary[] }) {
  const number = (pick: (summary: MetricSummary) => number | undefined) => (summary: MetricSummary) => (
    <Value name={summary.name} value={pick(summary)} />
  );
  return (
    <>
      <h3 class="table-title">{t('All metrics')}</h3>
      <LongGrid
        label={t('All metrics')}
        testId="fold-metrics"
        rowsAtFirst={20}
        rows={summaries}
        columns={[
          { label: t('Metric'), cell: ({ name }) => metricLabel(name) },
          { label: t('Mean'), numeric: true, cell: number(({ mean }) => mean) },
          {
            label: t('Standard error'),
            numeric: true,
            cell: ({ name, standardError }) => <Value name={name} value={standardError} />,
          },
          { label: t('Lowest'), numeric: true, cell: number(({ low }) => low) },
          { label: t('Highest'), numeric: true, cell: number(({ high }) => high) },
          { label: t('Converged fit'), numeric: true, cell: number(({ reference }) => reference) },
        ]}
      />
    </>
  );
}

/** Rounded, with all its digits in the title. */
export function Value({ name, value }: { readonly name: MetricName; readonly value: number | undefined }) {
  return value === undefined ? <>–</> : <span title={full(value)}>{metricText(name, value)}</span>;
}

function FoldTable({ result: { metric, folds } }: { readonly result: CrossValidationResult }) {
  const hasRepeats = folds.some(({ repeat = 0 }) => repeat > 0);
  const label = t('Folds');
  return (
    <>
      <h3 class="table-title">{label}</h3>
      <LongGrid
        label={label}
        testId="fold-rows"
        rowsAtFirst={10}
        rows={folds}
        columns={[
          ...(hasRepeats
            ? [{ label: t('Repeat'), numeric: true, cell: ({ repeat = 0 }: Trial) => fixed(repeat + 1) }]
            : []),
          { label: t('Fold'), numeric: true, cell: ({ fold = 0 }) => fixed(fold + 1) },
          { label: t('Training rows'), numeric: true, cell: ({ trainRowCount }) => fixed(trainRowCount) },
          { label: t('Held-out rows'), numeric: true, cell: ({ testRowCount }) => fixed(testRowCount) },
          {
            label: metricLabel(metric),
            numeric: true,
            cell: ({ metrics, failure }) =>
              failure === undefined ? <Value name={metric} value={metrics?.[metric]} /> : t('failed'),
          },
          {
            label: t('Converged fit'),
            numeric: true,
            cell: ({ reference }) => <Value name={metric} value={reference?.[metric]} />,
          },
          {
            label: t('Time'),
            numeric: true,
            cell: ({ durationMs }) => duration(durationMs / 1000),
            file: ({ durationMs }) => durationMs / 1000,
          },
        ]}
      />
    </>
  );
}
