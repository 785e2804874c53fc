import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { hasEnoughRows, isBeyondChance, resultOf, sharedDecimals } from '../../../data/comparison/verdict.ts';
import type {
  ComparedClasses,
  ComparedClassifiers,
  ComparedNumbers,
  ComparedRegressors,
} from '../../../data/shapes/heldOutComparison.ts';
import type { PairedDifference } from '../../../learner/metrics/metricNames.ts';
import { Grid, Scroll } from '../../kit/controls/Grid.tsx';
import type { GridColumn } from '../../kit/controls/Grid.tsx';
import { LongGrid } from '../../kit/controls/LongGrid.tsx';
import { Section } from '../../kit/controls/Section.tsx';
import { Segmented } from '../../kit/controls/Segmented.tsx';
import { featureDecimals } from '../../kit/evaluation/featureDecimals.ts';
import { t } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { columnDecimals, fixed, withSign } from '../../kit/language/numbers.ts';
import type { SectionProps } from './sectionProps.ts';
import { letterIn } from './sectionProps.ts';

interface CommonProps extends SectionProps {
  readonly chosen: number;
  readonly choice: ComponentChildren;
}

/** What both models do on the held-out rows that both runs have: every metric, and the rows that they answer otherwise. */
export function CommonRows({ state, names, chosen, choice }: CommonProps) {
  const heldOut = state.runs[chosen]?.against?.heldOut;
  const letters = [letterIn(names, state.base), letterIn(names, chosen)] as const;
  const title = t('{0} against {1} on common held-out rows', letters[1], letters[0]);
  if (heldOut === undefined || heldOut.kind === 'not-comparable')
    return (
      <Section id="common-rows" title={title} aside={choice}>
        <p class="q">
          {state.runs[chosen]?.isComparing === true
            ? t('Their held-out rows are being compared.')
            : t('They have no held-out rows in common on which both models could be compared.')}
        </p>
      </Section>
    );
  const facts =
    heldOut.alignedBy === 'row-hash'
      ? t('{0} rows, matched by their values', fixed(heldOut.commonRowCount))
      : t('{0} rows', fixed(heldOut.commonRowCount));
  return (
    <Section
      id="common-rows"
      title={title}
      aside={
        <>
          <span>{facts}</span>
          {choice}
        </>
      }
    >
      <Metrics differences={heldOut.differences} letters={letters} />
      {heldOut.kind === 'classifiers' ? (
        <Classes compared={heldOut} letters={letters} />
      ) : (
        <Numbers compared={heldOut} letters={letters} />
      )}
    </Section>
  );
}

type Letters = readonly [base: string, run: string];

function Metrics({
  differences,
  letters: [base, run],
}: {
  readonly differences: readonly PairedDifference[];
  readonly letters: Letters;
}) {
  const columns: readonly GridColumn<PairedDifference>[] = [
    { label: t('Metric'), cell: ({ metric }) => metricLabel(metric) },
    { label: base, numeric: true, cell: ({ metric, first }) => metricText(metric, first) },
    { label: run, numeric: true, cell: ({ metric, second }) => metricText(metric, second) },
    { label: t('Difference'), numeric: true, cell: (one) => signed(one.difference, one) },
    {
      label: t('95 % interval'),
      numeric: true,
      cell: (one) => t('{0} to {1}', signed(one.low, one), signed(one.high, one)),
    },
    { label: t('Verdict'), cell: (one) => shortVerdict(one) },
  ];
  return (
    <Scroll label={t('Metrics on common held-out rows, scrolls sideways')}>
      <Grid
        label={t('Metrics on common held-out rows')}
        testId="common-metrics"
        className="narrow-grid"
        columns={columns}
        rows={differences}
      />
    </Scroll>
  );
}

function signed(value: number, { difference, low, high }: PairedDifference): string {
  return withSign(value, fixed(value, sharedDecimals([difference, low, high])));
}

function shortVerdict(difference: PairedDifference): string {
  const result = resultOf(difference);
  if (result === 'equal') return t('the same');
  if (!hasEnoughRows(difference))
    return result === 'better' ? t('better, on too few rows') : t('worse, on too few rows');
  if (!isBeyondChance(difference))
    return result === 'better' ? t('better, within chance') : t('worse, within chance');
  return result === 'better' ? t('better, more than chance') : t('worse, more than chance');
}

type Side = 'a' | 'b';

/** A switch between rows where the base is right, and where the run is. */
function SideChoice({
  side,
  onSide,
  labels,
}: {
  readonly side: Side;
  readonly onSide: (side: Side) => void;
  readonly labels: Readonly<Record<Side, string>>;
}) {
  return (
    <Segmented
      label={t('Which rows')}
      value={side}
      options={[
        { value: 'b' as const, label: labels.b },
        { value: 'a' as const, label: labels.a },
      ]}
      onChange={onSide}
    />
  );
}

function Classes({
  compared,
  letters: [base, run],
}: {
  readonly compared: ComparedClassifiers;
  readonly letters: Letters;
}) {
  const { counts, featureNames, onlyA, onlyB } = compared;
  const [side, setSide] = useState<Side>(onlyB.length > 0 ? 'b' : 'a');
  const rows = side === 'a' ? onlyA : onlyB;
  const columns: readonly GridColumn<ComparedClasses>[] = [
    { label: t('Row'), numeric: true, className: 'rowno', cell: ({ row }) => fixed(row) },
    { label: t('Actual'), className: 'word', cell: ({ actual }) => actual },
    { label: t('Predicted by {0}', base), cell: (one) => <Answer row={one} side="a" /> },
    { label: t('Predicted by {0}', run), cell: (one) => <Answer row={one} side="b" /> },
    { label: t('Score of {0}', base), numeric: true, cell: ({ scores }) => fixed(scores.a, 3) },
    { label: t('Score of {0}', run), numeric: true, cell: ({ scores }) => fixed(scores.b, 3) },
    ...featureColumns(rows, featureNames),
  ];
  return (
    <>
      <p class="rows-line" data-testid="agreement">
        {t(
          'Both are right on {0} rows and both wrong on {1}. Only {2} is right on {3}, only {4} on {5}.',
          fixed(counts.bothRight),
          fixed(counts.bothWrong),
          base,
          fixed(counts.onlyA),
          run,
          fixed(counts.onlyB),
        )}
      </p>
      <SideChoice
        side={side}
        onSide={setSide}
        labels={{
          a: t('Only {0} right: {1}', base, fixed(counts.onlyA)),
          b: t('Only {0} right: {1}', run, fixed(counts.onlyB)),
        }}
      />
      <Rows
        rows={rows}
        count={side === 'a' ? counts.onlyA : counts.onlyB}
        columns={columns}
        label={
          side === 'a' ? t('Rows that only {0} gets right', base) : t('Rows that only {0} gets right', run)
        }
      />
    </>
  );
}

function Answer({
  row: { predicted, actual },
  side,
}: {
  readonly row: ComparedClasses;
  readonly side: Side;
}) {
  const isWrong = predicted[side] !== actual;
  return (
    <span class={isWrong ? 'wrong' : ''}>
      {predicted[side]}
      {isWrong && <span class="unseen">{t('wrong')}</span>}
    </span>
  );
}

function Numbers({
  compared,
  letters: [base, run],
}: {
  readonly compared: ComparedRegressors;
  readonly letters: Letters;
}) {
  const { counts, featureNames, closerA, closerB } = compared;
  const [side, setSide] = useState<Side>(closerB.length > 0 ? 'b' : 'a');
  const rows = side === 'a' ? closerA : closerB;
  const errors = rows.flatMap(({ actual, predicted }) => [predicted.a - actual, predicted.b - actual]);
  const errorDecimals = columnDecimals(errors);
  const actualDecimals = columnDecimals(rows.map(({ actual }) => actual));
  const errorColumn = (label: string, of: Side): GridColumn<ComparedNumbers> => ({
    label,
    numeric: true,
    cell: ({ actual, predicted }) => {
      const error = predicted[of] - actual;
      return <span title={String(error)}>{withSign(error, fixed(error, errorDecimals))}</span>;
    },
  });
  const columns: readonly GridColumn<ComparedNumbers>[] = [
    { label: t('Row'), numeric: true, className: 'rowno', cell: ({ row }) => fixed(row) },
    { label: t('Actual'), numeric: true, cell: ({ actual }) => fixed(actual, actualDecimals) },
    errorColumn(t('Error of {0}', base), 'a'),
    errorColumn(t('Error of {0}', run), 'b'),
    {
      label: t('Closer by'),
      numeric: true,
      cell: ({ actual, predicted }) =>
        fixed(Math.abs(Math.abs(predicted.a - actual) - Math.abs(predicted.b - actual)), errorDecimals),
    },
    ...featureColumns(rows, featureNames),
  ];
  return (
    <>
      <p class="rows-line" data-testid="agreement">
        {t(
          '{0} is closer to the actual value on {1} rows, {2} on {3}; {4} are equal.',
          run,
          fixed(counts.closerB),
          base,
          fixed(counts.closerA),
          fixed(counts.equal),
        )}
      </p>
      <SideChoice
        side={side}
        onSide={setSide}
        labels={{
          a: t('{0} closer: {1}', base, fixed(counts.closerA)),
          b: t('{0} closer: {1}', run, fixed(counts.closerB)),
        }}
      />
      <Rows
        rows={rows}
        count={side === 'a' ? counts.closerA : counts.closerB}
        columns={columns}
        label={side === 'a' ? t('Rows where {0} is closer', base) : t('Rows where {0} is closer', run)}
      />
    </>
  );
}

interface RowsProps<Row> {
  readonly rows: readonly Row[];
  readonly count: number;
  readonly columns: readonly GridColumn<Row>[];
  readonly label: string;
}

function Rows<Row>({ rows, count, columns, label }: RowsProps<Row>) {
  if (rows.length === 0) return <p class="q">{t('There are no such rows.')}</p>;
  return (
    <>
      <LongGrid
        key={label}
        label={label}
        testId="changed-rows"
        columns={columns}
        rows={rows}
        rowsAtFirst={10}
      />
      {rows.length < count && (
        <p class="q s">{t('The {0} of {1} rows that changed most.', fixed(rows.length), fixed(count))}</p>
      )}
    </>
  );
}

function featureColumns<Row extends { readonly features: readonly number[] }>(
  rows: readonly Row[],
  names: readonly string[],
): readonly GridColumn<Row>[] {
  const decimals = featureDecimals(rows, names.length);
  return names.map((label, index) => ({
    label,
    numeric: true,
    cell: ({ features }) => fixed(features[index], decimals[index]),
  }));
}
