import type { BinaryJudgement, CurvePoint } from '../../../../learner/metrics/evaluation.ts';
import type { Draw } from '../../../kit/charts/Canvas.tsx';
import { mix } from '../../../kit/charts/colours.ts';
import { labelsPlugin } from '../../../kit/charts/labels.ts';
import type { ChartLabel } from '../../../kit/charts/labels.ts';
import type { Picture } from '../../../kit/charts/picture.ts';
import { shareAxis } from '../../../kit/charts/scales.ts';
import { referenceLine } from '../../../kit/charts/referenceLine.ts';
import { diamond } from '../../../kit/charts/scatter.ts';
import type { Theme } from '../../../kit/charts/theme.ts';
import { t } from '../../../kit/language/language.ts';
import { fixed } from '../../../kit/language/numbers.ts';
import type { Outcome } from './outcomes.ts';

const curve = (theme: Theme, data: readonly CurvePoint[]) => ({
  type: 'line' as const,
  data: [...data],
  borderColor: theme.blue,
  borderWidth: 2,
});

const diagonal = [
  { x: 0, y: 0 },
  { x: 1, y: 1 },
];

function sharePicture(
  xTitle: string,
  datasets: (theme: Theme) => Picture['data']['datasets'],
  labels: () => readonly ChartLabel[],
): Draw {
  return (theme) => ({
    type: 'scatter',
    data: { datasets: datasets(theme) },
    options: {
      layout: { padding: { top: 8, right: 8 } },
      scales: { x: shareAxis(theme, xTitle), y: shareAxis(theme) },
      plugins: {
        tooltip: {
          callbacks: { label: ({ parsed }) => `${fixed(parsed.x, 3)}, ${fixed(parsed.y, 3)}` },
        },
      },
    },
    plugins: [labelsPlugin(theme, labels())],
  });
}

export function rocPicture({ roc }: BinaryJudgement, chosen: Outcome, name: string): Draw {
  const at = { x: chosen.falsePositiveRate, y: chosen.recall };
  return sharePicture(
    t('False positive rate'),
    (theme) => [referenceLine(theme, diagonal), curve(theme, roc), diamond(theme, at)],
    () => [beside(at, name, at.x > 0.6 || at.y < 0.1)],
  );
}

export function precisionRecallPicture(judgement: BinaryJudgement, chosen: Outcome, name: string): Draw {
  const { precisionRecall, positiveCount, rowCount } = judgement;
  const guessing = positiveCount / rowCount;
  const at = { x: chosen.recall, y: chosen.precision };
  const ends = [
    { x: 0, y: guessing },
    { x: 1, y: guessing },
  ];
  return sharePicture(
    t('Recall'),
    (theme) => [referenceLine(theme, ends), curve(theme, precisionRecall), diamond(theme, at)],
    () => [beside(at, name, at.x > 0.5)],
  );
}

function beside(at: CurvePoint, text: string, toTheLeft: boolean): ChartLabel {
  return { ...at, text, dx: toTheLeft ? -11 : 11, dy: 14, align: toTheLeft ? 'right' : 'left', weight: 600 };
}

/** Each group of rows with its 95 % interval. */
export function calibrationPicture({ calibration }: BinaryJudgement): Draw {
  const groups = calibration.map(({ meanPredicted: x, fractionPositive: y }) => ({ x, y }));
  return sharePicture(
    t('Predicted probability'),
    (theme) => [
      referenceLine(theme, diagonal),
      ...calibration.map(({ meanPredicted: x, low, high }) => ({
        ...curve(theme, [
          { x, y: low },
          { x, y: high },
        ]),
        borderColor: theme.highContrast ? theme.blue : mix(theme.blue, theme.background, 0.7),
        borderWidth: 1.5,
      })),
      {
        order: -1,
        data: groups,
        pointRadius: 4.5,
        backgroundColor: theme.background,
        borderColor: theme.blue,
        borderWidth: 2,
      },
    ],
    () => [],
  );
}
