import { useMemo } from 'preact/hooks';
import type { BinaryEvaluation } from '../../../../learner/metrics/evaluation.ts';
import { Figure } from '../../../kit/charts/Figure.tsx';
import { t } from '../../../kit/language/language.ts';
import { fixed, full, percent, scoreText } from '../../../kit/language/numbers.ts';
import { scorePicture, scoreTwin } from '../../../kit/evaluation/scorePicture.ts';
import { quotedName } from '../../../kit/evaluation/names.ts';
import { costPicture } from './costPicture.ts';
import { overlapOf } from './outcomes.ts';
import type { Outcome } from './outcomes.ts';

interface ScoreProps {
  readonly evaluation: BinaryEvaluation;
  readonly outcomes: readonly Outcome[];
  readonly chosen: Outcome;
  readonly own: Outcome;
  readonly best: Outcome;
  readonly withoutModel: number;
}

const height = 184;

/** Cost along the threshold, and where the two classes lie. */
export function ScoreFigures({ evaluation, outcomes, chosen, own, best, withoutModel }: ScoreProps) {
  const { classNames, judgement, scoreKind } = evaluation;
  const { histogram } = judgement;
  const drawings = useMemo(() => {
    const mark = { score: chosen.threshold, name: t('threshold {0}', scoreText(chosen.threshold)) };
    const xTitle = scoreKind === 'probability' ? t('Predicted probability') : t('Score');
    return {
      cost: costPicture({ outcomes, chosen, own, best, withoutModel }),
      scores: scorePicture({ histogram, classNames, mark, xTitle }),
    };
  }, [evaluation, outcomes, chosen]);
  return (
    <div class="score-figures">
      <Figure
        testId="cost"
        title={
          best.cost < own.cost
            ? t(
                'Cost is lowest at {0}, not at the model’s threshold {1}',
                scoreText(best.threshold),
                scoreText(own.threshold),
              )
            : t('No threshold costs less than the model’s {0}', scoreText(own.threshold))
        }
        panels={[{ draw: drawings.cost, height, yLabel: t('Cost on the held-out rows') }]}
        twin={{
          columns: [
            t('Threshold'),
            t('False alarms'),
            t('Missed'),
            t('Precision'),
            t('Recall'),
            t('Cost'),
          ].map((label) => ({ label, numeric: true })),
          rows: outcomes.map((one) => [
            scoreText(one.threshold),
            fixed(one.falsePositives),
            fixed(one.falseNegatives),
            percent(one.precision),
            percent(one.recall),
            full(one.cost),
          ]),
        }}
      />
      <Figure
        testId="scores"
        title={overlapText(evaluation)}
        panels={[
          {
            draw: drawings.scores,
            height,
            yLabel: t('Rows: {0} above, {1} below', classNames[0], classNames[1]),
          },
        ]}
        twin={scoreTwin({ histogram, classNames })}
      />
    </div>
  );
}

function overlapText({ judgement, classNames }: BinaryEvaluation): string {
  const names = [quotedName(classNames[0]), quotedName(classNames[1])] as const;
  const overlap = overlapOf(judgement.histogram);
  return overlap === undefined
    ? t('The scores of {0} and {1} hardly overlap', ...names)
    : t('{0} and {1} overlap between {2} and {3}', ...names, scoreText(overlap[0]), scoreText(overlap[1]));
}
