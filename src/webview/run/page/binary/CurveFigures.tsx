import { useMemo } from 'preact/hooks';
import type {
  BinaryEvaluation,
  BinaryJudgement,
  CurvePoint,
} from '../../../../learner/metrics/evaluation.ts';
import { Figure } from '../../../kit/charts/Figure.tsx';
import { t } from '../../../kit/language/language.ts';
import { fixed, percent, scoreText } from '../../../kit/language/numbers.ts';
import { quotedName } from '../../../kit/evaluation/names.ts';
import { calibrationPicture, precisionRecallPicture, rocPicture } from './curvePictures.ts';
import type { Outcome } from './outcomes.ts';

interface CurveProps {
  readonly evaluation: BinaryEvaluation;
  readonly chosen: Outcome;
}

const height = 272;

/** ROC, precision and recall, calibration; the diamond is the threshold everywhere. */
export function CurveFigures({ evaluation, chosen }: CurveProps) {
  const { judgement, classNames } = evaluation;
  const drawings = useMemo(() => {
    const name = t('threshold {0}', scoreText(chosen.threshold));
    return {
      roc: rocPicture(judgement, chosen, name),
      precisionRecall: precisionRecallPicture(judgement, chosen, name),
    };
  }, [judgement, chosen]);
  const calibration = useMemo(() => calibrationPicture(judgement), [judgement]);
  if (judgement.auc === null)
    return <p class="q">{t('The held-out rows have only one class, so there are no curves.')}</p>;
  return (
    <>
      <div class={judgement.calibration.length > 0 ? 'cols c3' : 'cols c2'}>
        <Figure
          testId="roc"
          title={t('ROC: {0} of pairs ranked correctly', percent(judgement.auc))}
          panels={[{ draw: drawings.roc, height, yLabel: t('True positive rate (recall)') }]}
          twin={curveTwin([t('False positive rate'), t('True positive rate')], judgement.roc)}
        />
        <Figure
          testId="precision-recall"
          title={t('Precision {0} at recall {1}', percent(chosen.precision), percent(chosen.recall))}
          panels={[{ draw: drawings.precisionRecall, height, yLabel: t('Precision') }]}
          twin={curveTwin([t('Recall'), t('Precision')], judgement.precisionRecall)}
        />
        {judgement.calibration.length > 0 && (
          <Figure
            testId="calibration"
            title={calibrationText(judgement)}
            panels={[
              {
                draw: calibration,
                height,
                yLabel: t('Share of {0}, 95 % interval', quotedName(classNames[1])),
              },
            ]}
            twin={{
              columns: [t('Predicted'), t('Share of {0}', classNames[1]), t('From'), t('To'), t('Rows')].map(
                (label) => ({ label, numeric: true }),
              ),
              rows: judgement.calibration.map((group) => [
                fixed(group.meanPredicted, 3),
                fixed(group.fractionPositive, 3),
                fixed(group.low, 3),
                fixed(group.high, 3),
                fixed(group.rowCount),
              ]),
            }}
          />
        )}
      </div>
      <p class="q s figures-note">{notes(judgement)}</p>
    </>
  );
}

const curveTwin = (labels: readonly string[], points: readonly CurvePoint[]) => ({
  columns: labels.map((label) => ({ label, numeric: true })),
  rows: points.map(({ x, y }) => [fixed(x, 3), fixed(y, 3)]),
});

function calibrationText({ calibration }: BinaryJudgement): string {
  const off = calibration.filter(
    ({ meanPredicted, low, high }) => meanPredicted < low || meanPredicted > high,
  );
  return off.length === 0
    ? t('Well calibrated: every interval contains the diagonal')
    : t('Miscalibrated: {0} of {1} groups are off the diagonal', off.length, calibration.length);
}

function notes({ calibration, averagePrecision }: BinaryJudgement): string {
  const sentences = [
    t('Diamond: the threshold above.'),
    t('Dashed: random guessing or, for calibration, a perfect model.'),
    t('Average precision {0}.', fixed(averagePrecision, 3)),
  ];
  if (calibration.length > 0)
    sentences.push(
      t(
        'Calibration: {0} groups of about {1} rows.',
        calibration.length,
        fixed(calibration.reduce((sum, { rowCount }) => sum + rowCount, 0) / calibration.length),
      ),
    );
  return sentences.join(' ');
}
