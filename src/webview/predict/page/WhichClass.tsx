import { useMemo } from 'preact/hooks';
import type { Answer } from '../../../learner/metrics/evaluation.ts';
import type { Exchange, PredictModel } from '../contract.ts';
import { scorePicture, scoreTwin } from '../../kit/evaluation/scorePicture.ts';
import { Figure } from '../../kit/charts/Figure.tsx';
import { Grid } from '../../kit/controls/Grid.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed, scoreText } from '../../kit/language/numbers.ts';
import { firstAnswer } from './question.ts';

interface WhichClassProps {
  readonly model: PredictModel;
  readonly latest: Exchange | undefined;
}

/** Beside a question to a classifier: its score among those of the held-out rows, or the probability of every class. */
export function WhichClass({ model, latest }: WhichClassProps) {
  const answer = latest === undefined ? undefined : firstAnswer(latest)?.answer;
  if (answer?.predictorType === 'multiclass_classifier')
    return <Probabilities classNames={model.classNames} answer={answer} />;
  if (model.binary !== undefined)
    return (
      <AmongScores
        binary={model.binary}
        classNames={[model.classNames[0] ?? '', model.classNames[1] ?? '']}
        score={answer?.predictorType === 'binary_classifier' ? answer.score : undefined}
      />
    );
  return <div />;
}

const classesShown = 10;

interface ProbabilitiesProps {
  readonly classNames: readonly string[];
  readonly answer: Extract<Answer, { predictorType: 'multiclass_classifier' }>;
}

function Probabilities({ classNames, answer }: ProbabilitiesProps) {
  const all = answer.scores.map((probability, index) => ({ name: classNames[index] ?? '', probability }));
  const rows = all.toSorted((a, b) => b.probability - a.probability).slice(0, classesShown);
  const label = t('Probability of each class');
  return (
    <div>
      <h3>
        {rows.length < all.length ? t('The {0} most likely of {1} classes', rows.length, all.length) : label}
      </h3>
      <Grid
        label={label}
        testId="probabilities"
        columns={[
          { label: t('Class'), cell: ({ name }: (typeof rows)[number]) => name },
          {
            label: t('Probability'),
            numeric: true,
            cell: ({ probability }: (typeof rows)[number]) => fixed(probability, 3),
          },
          {
            label: t('Probability as a bar'),
            isLabelHidden: true,
            className: 'share',
            cell: ({ probability }: (typeof rows)[number]) => (
              <span class="share-bar" aria-hidden="true" style={{ width: `${probability * 100}%` }} />
            ),
          },
        ]}
        rows={rows}
      />
    </div>
  );
}

interface AmongProps {
  readonly binary: PredictModel['binary'] & object;
  readonly classNames: readonly [string, string];
  readonly score: number | undefined;
}

function AmongScores({ binary, classNames, score }: AmongProps) {
  const { histogram, scoreKind, threshold } = binary;
  const draw = useMemo(() => {
    const mark = { score: threshold, name: t('threshold {0}', scoreText(threshold)) };
    const question = score === undefined ? {} : { question: { score, name: questionText(score) } };
    const xTitle = scoreKind === 'probability' ? t('Predicted probability') : t('Score');
    return scorePicture({ histogram, classNames, mark, xTitle, ...question });
  }, [binary, score]);
  return (
    <Figure
      testId="among-scores"
      title={titleOf(binary, classNames, score)}
      caption={
        score === undefined
          ? t('Bars: held-out rows by score.')
          : t('Bars: held-out rows by score. Diamond: your prediction.')
      }
      panels={[{ draw, height: 280, yLabel: t('Rows: {0} above, {1} below', classNames[0], classNames[1]) }]}
      twin={scoreTwin({ histogram, classNames })}
    />
  );
}

const questionText = (score: number) => t('your prediction: {0}', scoreText(score));

/** Of the held-out rows with about this score, how many were of which class. */
function titleOf(
  { histogram }: AmongProps['binary'],
  classNames: readonly [string, string],
  score: number | undefined,
): string {
  if (score === undefined) return t('Your prediction will appear among the held-out rows');
  const above = histogram.edges.findIndex((edge) => edge > score);
  const bin = Math.min(histogram.negatives.length, above === -1 ? Infinity : above) - 1;
  return t(
    'Of the held-out rows with a similar score, {0} were {1} and {2} were {3}',
    fixed(histogram.positives[Math.max(0, bin)]),
    classNames[1],
    fixed(histogram.negatives[Math.max(0, bin)]),
    classNames[0],
  );
}
