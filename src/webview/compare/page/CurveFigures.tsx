import { useMemo } from 'preact/hooks';
import type { ShownCurves } from '../contract.ts';
import { Figure } from '../../kit/charts/Figure.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { calibrationPicture, precisionRecallPicture, rocPicture } from './linePictures.ts';
import type { RunLine } from './linePictures.ts';
import { Legend } from './Legend.tsx';
import type { SectionProps } from './sectionProps.ts';
import { letterIn } from './sectionProps.ts';

const height = 280;

type Curve = RunLine & { readonly curves: ShownCurves };

/** ROC, precision and recall, and calibration of binary classifiers, over each other. */
export function CurveFigures({ state, names }: SectionProps) {
  const { runs, base } = state;
  const content = useMemo(() => {
    const known = runs.flatMap(({ result }, index): readonly Curve[] =>
      result?.kind === 'binary' && result.auc !== undefined
        ? [{ index, letter: letterIn(names, index), points: result.roc, curves: result }]
        : [],
    );
    const precision = known.map((one) => ({ ...one, points: one.curves.precisionRecall }));
    const calibrated = known
      .filter(({ curves }) => curves.calibration.length > 0)
      .map((one) => ({
        ...one,
        points: one.curves.calibration.map(({ meanPredicted: x, fractionPositive: y }) => ({ x, y })),
      }));
    return {
      known,
      precision,
      calibrated,
      roc: rocPicture(known, base),
      precisionRecall: precisionRecallPicture(precision, base),
      calibration: calibrationPicture(calibrated, base),
    };
  }, [state]);
  const { known, precision, calibrated } = content;
  if (known.length === 0) return null;
  return (
    <div class={calibrated.length > 0 ? 'cols c3' : 'cols c2'}>
      <Figure
        testId="roc"
        title={t(
          'ROC: {0}',
          bestText(known, ({ curves }) => curves.auc, 'AUC'),
        )}
        legend={<Legend runs={known} names={names} />}
        panels={[{ draw: content.roc, height, yLabel: t('True positive rate (recall)') }]}
        caption={t('Dashed without a letter: random guessing.')}
        twin={curveTwin(t('False positive rate'), t('True positive rate'), known)}
      />
      <Figure
        testId="precision-recall"
        title={t(
          'Precision and recall: {0}',
          bestText(precision, ({ curves }) => curves.averagePrecision, t('average precision')),
        )}
        legend={<Legend runs={precision} names={names} />}
        panels={[{ draw: content.precisionRecall, height, yLabel: t('Precision') }]}
        twin={curveTwin(t('Recall'), t('Precision'), precision)}
      />
      {calibrated.length > 0 && (
        <Figure
          testId="calibration"
          title={calibrationTitle(calibrated)}
          legend={<Legend runs={calibrated} names={names} />}
          panels={[{ draw: content.calibration, height, yLabel: t('Share of the positive class') }]}
          caption={t('Dashed without a letter: a perfect model. The table has the 95 % intervals.')}
          twin={calibrationTwin(calibrated)}
        />
      )}
    </div>
  );
}

function bestText(
  curves: readonly Curve[],
  valueOf: (curve: Curve) => number | undefined,
  name: string,
): string {
  const best = curves.reduce((most, one) => ((valueOf(one) ?? 0) > (valueOf(most) ?? 0) ? one : most));
  return t('{0} has the highest {1}, {2}', best.letter, name, fixed(valueOf(best), 3));
}

/** How far each is from the diagonal, weighted by rows. */
function calibrationTitle(curves: readonly Curve[]): string {
  const errorOf = ({ curves: { calibration } }: Curve) => {
    const rows = calibration.reduce((sum, { rowCount }) => sum + rowCount, 0);
    return (
      calibration.reduce(
        (sum, { meanPredicted, fractionPositive, rowCount }) =>
          sum + rowCount * Math.abs(meanPredicted - fractionPositive),
        0,
      ) / rows
    );
  };
  const best = curves.reduce((least, one) => (errorOf(one) < errorOf(least) ? one : least));
  return t('Calibration: {0} is closest, off by {1} on average', best.letter, fixed(errorOf(best), 3));
}

const curveTwin = (x: string, y: string, lines: readonly RunLine[]) => ({
  columns: [{ label: t('Run') }, { label: x, numeric: true }, { label: y, numeric: true }],
  rows: lines.flatMap(({ letter, points }) =>
    points.map((point) => [letter, fixed(point.x, 3), fixed(point.y, 3)]),
  ),
});

const calibrationTwin = (lines: readonly Curve[]) => ({
  columns: [
    { label: t('Run') },
    ...[t('Predicted'), t('Share of the positive class'), t('From'), t('To'), t('Rows')].map((label) => ({
      label,
      numeric: true,
    })),
  ],
  rows: lines.flatMap(({ letter, curves }) =>
    curves.calibration.map((group) => [
      letter,
      fixed(group.meanPredicted, 3),
      fixed(group.fractionPositive, 3),
      fixed(group.low, 3),
      fixed(group.high, 3),
      fixed(group.rowCount),
    ]),
  ),
});
