import { useMemo, useState } from 'preact/hooks';
import type { ClassifiedRow, ClassifierEvaluation } from '../../../learner/metrics/evaluation.ts';
import { Link } from '../controls/controls.tsx';
import { useFailures } from '../page/failures.ts';
import type { GridColumn } from '../controls/Grid.tsx';
import { t } from '../language/language.ts';
import { FailureLine } from '../controls/MessageLine.tsx';
import { fixed, scoreText } from '../language/numbers.ts';
import { Section } from '../controls/Section.tsx';
import { featureDecimals } from './featureDecimals.ts';
import { HeldOutGrid } from './HeldOutGrid.tsx';
import { rowsShownText } from './rowsShown.ts';

interface RowsProps {
  readonly evaluation: ClassifierEvaluation;
  readonly onSave: () => Promise<unknown>;
  readonly takeAction: (id: string) => void;
}

/** The held-out rows with their answers, as a section that can be saved. */
export function ClassifiedRows({ evaluation, onSave, takeAction }: RowsProps) {
  const { failure, run } = useFailures();
  const { pairs, judgement } = evaluation;
  return (
    <Section
      id="pairs"
      title={t('Actual and predicted')}
      aside={
        <>
          <span>{rowsShownText(pairs.length, judgement.rowCount)}</span>
          <Link onClick={() => run(onSave())}>{t('Save as CSV…')}</Link>
        </>
      }
    >
      {failure && <FailureLine failure={failure} takeAction={takeAction} />}
      <ClassifiedTable evaluation={evaluation} />
    </Section>
  );
}

/** Every held-out row: the answer first, which stays in view however many features follow; the surest mistakes first when sorted. */
export function ClassifiedTable({ evaluation }: { readonly evaluation: ClassifierEvaluation }) {
  const { pairs, featureNames, target, classNames } = evaluation;
  const [mistakesFirst, setMistakesFirst] = useState(false);
  const sorted = mistakesFirst
    ? pairs.toSorted((a, b) => mistake(evaluation, b) - mistake(evaluation, a))
    : pairs;
  const decimals = useMemo(() => featureDecimals(pairs, featureNames.length), [pairs, featureNames]);
  const columns: GridColumn<ClassifiedRow>[] = [
    { label: t('Row'), numeric: true, className: 'rowno', cell: ({ row }) => fixed(row) },
    { label: t('Actual'), className: 'word', cell: ({ actual }) => classNames[actual] ?? '' },
    {
      label: predictedLabel(evaluation),
      cell: ({ actual, predicted }) => (
        <span class={actual === predicted ? '' : 'wrong'}>
          {classNames[predicted] ?? ''}
          {actual !== predicted && <span class="unseen">{t('wrong')}</span>}
        </span>
      ),
      sort: {
        direction: mistakesFirst ? 'descending' : 'none',
        onSort: () => setMistakesFirst(!mistakesFirst),
      },
    },
    {
      label: scoreLabel(evaluation),
      numeric: true,
      cell: ({ score }) => <span title={String(score)}>{fixed(score, 3)}</span>,
    },
    ...featureNames.map((label, index) => ({
      label,
      numeric: true,
      cell: ({ features }: ClassifiedRow) => fixed(features[index], decimals[index]),
    })),
  ];
  return <HeldOutGrid target={target} columns={columns} rows={sorted} testId="classified-table" />;
}

/** How wrong a row's answer is: 0 when it is right. */
function mistake(evaluation: ClassifierEvaluation, { actual, predicted, score }: ClassifiedRow): number {
  if (actual === predicted) return 0;
  return evaluation.predictorType === 'binary_classifier'
    ? 1 + Math.abs(score - evaluation.threshold)
    : 1 + score;
}

/** With its threshold, where there is one. */
const predictedLabel = (evaluation: ClassifierEvaluation): string =>
  evaluation.predictorType === 'binary_classifier'
    ? t('Predicted at {0}', scoreText(evaluation.threshold))
    : t('Predicted');

function scoreLabel(evaluation: ClassifierEvaluation): string {
  if (evaluation.predictorType === 'multiclass_classifier') return t('Probability');
  return evaluation.scoreKind === 'probability'
    ? t('Probability of {0}', evaluation.classNames[1])
    : t('Score of {0}', evaluation.classNames[1]);
}
