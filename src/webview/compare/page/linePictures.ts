import type { CurvePoint } from '../../../learner/metrics/evaluation.ts';
import { largest, smallest } from '../../../learner/extent.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import { withAlpha } from '../../kit/charts/colours.ts';
import { epochAxes } from '../../kit/charts/epochAxes.ts';
import { labelsPlugin } from '../../kit/charts/labels.ts';
import type { ChartLabel } from '../../kit/charts/labels.ts';
import { lossRange } from '../../kit/charts/lossRange.ts';
import type { Picture } from '../../kit/charts/picture.ts';
import { referenceLine } from '../../kit/charts/referenceLine.ts';
import { linearAxis, niceRange, shareAxis } from '../../kit/charts/scales.ts';
import { seriesLook } from '../../kit/charts/series.ts';
import type { Theme } from '../../kit/charts/theme.ts';
import { t } from '../../kit/language/language.ts';
import { fixed, significant } from '../../kit/language/numbers.ts';

/** A run on a picture. */
export interface RunLine {
  /** Of the run: its look is the same everywhere. */
  readonly index: number;
  readonly letter: string;
  readonly points: readonly CurvePoint[];
}

/** Marks on a line, and its letter beside one of them, at other places for each of several lines. */
const marksOfLine = 4;

/** The indexes of a line's points that carry its mark; those of line `order` of `count` are between those of the others. */
function markedPoints(length: number, order: number, count: number): ReadonlySet<number> {
  const share = (order + 1) / (count + 1);
  return new Set(
    Array.from({ length: marksOfLine }, (_, mark) =>
      Math.min(length - 1, Math.floor(((mark + share) / marksOfLine) * length)),
    ),
  );
}

function linesOf(theme: Theme, lines: readonly RunLine[], base: number, everyPoint = false) {
  return lines.map(({ index, points }, order) => {
    const { colour, dash, mark } = seriesLook(theme, index);
    const marked = markedPoints(points.length, order, lines.length);
    const isBase = index === base;
    return {
      type: 'line' as const,
      data: [...points],
      borderColor: colour,
      borderDash: [...dash],
      borderWidth: (isBase ? 2.5 : 1.75) + (theme.highContrast ? 0.75 : 0),
      pointStyle: mark,
      pointRadius: points.map((_, at) => (everyPoint || marked.has(at) ? 4 : 0)),
      pointBackgroundColor: colour,
      pointBorderColor: colour,
      pointBorderWidth: 1.5,
      clip: 8,
      order: isBase ? -1 : 0,
    };
  });
}

/** The letter of each line where its first mark is. */
const lettersOf = (lines: readonly RunLine[]): readonly ChartLabel[] =>
  lines.flatMap(({ letter, points }, order): readonly ChartLabel[] => {
    const [, second] = markedPoints(points.length, order, lines.length);
    const at = points[second ?? points.length - 1];
    return at === undefined ? [] : [{ ...at, text: letter, dx: 9, dy: -9, weight: 600 }];
  });

type Scales = NonNullable<NonNullable<Picture['options']>['scales']>;

/** Lines of runs over each other; the reference is drawn after them, so that the index of a line is that of its run. */
function linesPicture(
  lines: readonly RunLine[],
  base: number,
  scales: (theme: Theme) => Scales,
  text: (point: CurvePoint) => string,
  options: { readonly reference?: readonly CurvePoint[]; readonly everyPoint?: boolean } = {},
): Draw {
  return (theme) => ({
    type: 'scatter',
    data: {
      datasets: [
        ...linesOf(theme, lines, base, options.everyPoint),
        ...(options.reference === undefined
          ? []
          : [{ ...referenceLine(theme, options.reference), order: 2 }]),
      ],
    },
    options: {
      layout: { padding: { top: 10, right: 12 } },
      scales: scales(theme),
      plugins: {
        tooltip: {
          filter: ({ datasetIndex }: { readonly datasetIndex: number }) => datasetIndex < lines.length,
          callbacks: {
            label: ({
              datasetIndex,
              parsed,
            }: {
              readonly datasetIndex: number;
              readonly parsed: { readonly x: number | null; readonly y: number | null };
            }) => `${lines[datasetIndex]?.letter ?? ''}: ${text({ x: parsed.x ?? 0, y: parsed.y ?? 0 })}`,
          },
        },
      },
    },
    plugins: [labelsPlugin(theme, lettersOf(lines))],
  });
}

export function lossPicture(lines: readonly RunLine[], base: number): Draw {
  const losses = lines.map(({ points }) => points.map(({ y }) => y));
  const best = Math.max(
    0,
    lines.findIndex(({ index }) => index === base),
  );
  const { ticks } = lossRange({ losses, best: { model: best } });
  const last = Math.max(2, largest(lines.map(({ points }) => points.at(-1)?.x ?? 0)));
  return linesPicture(
    lines,
    base,
    (theme) => epochAxes(theme, last, ticks),
    ({ x, y }) => t('epoch {0}, loss {1}', fixed(x), significant(y, 5)),
  );
}

const shares = ({ x, y }: CurvePoint) => `${fixed(x, 3)}, ${fixed(y, 3)}`;
const diagonal = [
  { x: 0, y: 0 },
  { x: 1, y: 1 },
];

export const rocPicture = (lines: readonly RunLine[], base: number): Draw =>
  linesPicture(
    lines,
    base,
    (theme) => ({ x: shareAxis(theme, t('False positive rate')), y: shareAxis(theme) }),
    shares,
    { reference: diagonal },
  );

export const precisionRecallPicture = (lines: readonly RunLine[], base: number): Draw =>
  linesPicture(lines, base, (theme) => ({ x: shareAxis(theme, t('Recall')), y: shareAxis(theme) }), shares);

export const calibrationPicture = (lines: readonly RunLine[], base: number): Draw =>
  linesPicture(
    lines,
    base,
    (theme) => ({ x: shareAxis(theme, t('Predicted probability')), y: shareAxis(theme) }),
    shares,
    { reference: diagonal, everyPoint: true },
  );

/** x: absolute error, y: share of rows with no larger one. */
export function errorPicture(lines: readonly RunLine[], base: number): Draw {
  const { max, step } = niceRange(0, largest(lines.map(({ points }) => points.at(-1)?.x ?? 0)), 6);
  return linesPicture(
    lines,
    base,
    (theme) => ({
      x: linearAxis(theme, { min: 0, max, step, title: t('Absolute error'), axisLine: true }),
      y: shareAxis(theme),
    }),
    ({ x, y }) => t('{0} of the rows are off by {1} at most', `${fixed(100 * y)}\u00a0%`, significant(x)),
  );
}

/** Errors of two runs along what they predict; y is predicted less actual. */
export function residualPicture(clouds: readonly RunLine[]): Draw {
  const all = clouds.flatMap(({ points }) => points);
  const xs = all.map(({ x }) => x);
  const x = niceRange(smallest(xs), largest(xs), 5);
  const size = Math.max(largest(all.map(({ y }) => Math.abs(y))), Number.MIN_VALUE);
  const y = niceRange(-size, size, 6);
  return (theme) => ({
    type: 'scatter',
    data: {
      datasets: clouds.map(({ index, points }) => {
        const { colour, mark } = seriesLook(theme, index);
        return {
          data: [...points],
          pointStyle: mark,
          pointRadius: points.length > 100 ? 3 : 4,
          backgroundColor: withAlpha(colour, 0.25),
          borderColor: colour,
          borderWidth: 1.4,
        };
      }),
    },
    options: {
      layout: { padding: { top: 10, right: 12 } },
      scales: {
        x: linearAxis(theme, { ...x, title: t('Predicted'), axisLine: true }),
        y: linearAxis(theme, { ...y, axisLine: true }),
      },
      plugins: {
        tooltip: {
          callbacks: {
            label: ({ datasetIndex, parsed }) =>
              t(
                '{0}: off by {1} at {2}',
                clouds[datasetIndex]?.letter ?? '',
                significant(parsed.y),
                significant(parsed.x),
              ),
          },
        },
        annotation: {
          annotations: {
            zero: { type: 'line' as const, yMin: 0, yMax: 0, borderColor: theme.reference, borderWidth: 1 },
          },
        },
      },
    },
  });
}
