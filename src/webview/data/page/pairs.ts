import type { Profile } from '../../../data/shapes/profile.ts';
import { withAlpha } from '../../kit/charts/colours.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import type { PicturePanel } from '../../kit/charts/pictureFile.ts';
import { linearAxis, niceRange } from '../../kit/charts/scales.ts';
import type { NiceRange } from '../../kit/charts/scales.ts';
import { written } from '../../kit/charts/twin.ts';
import type { TableTwin } from '../../kit/charts/twin.ts';
import { t } from '../../kit/language/language.ts';
import { fixed, full } from '../../kit/language/numbers.ts';
import { barRange } from './barRange.ts';
import { histogram, histogramLayout, ticksAtSteps } from './distributions.ts';
import { shortened } from './shortened.ts';

export interface Point {
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

const axisWidth = 40;
/** Two of them, one over the other, fit above a quarter of the page. */
const shortName = (name: string) => shortened(name, 18);

/** Rows that have both values. */
export function pointsOf({ points }: Profile, x: string, y: string): Point[] {
  const [xIndex, yIndex] = [points.columns.indexOf(x), points.columns.indexOf(y)];
  return points.rows.flatMap(({ row, values }) => {
    const [xValue, yValue] = [values[xIndex] ?? null, values[yIndex] ?? null];
    return xValue === null || yValue === null ? [] : [{ row, x: xValue, y: yValue }];
  });
}

/** The axis of a column: the same under its histogram and in each of its scatter plots. */
function axisOf({ columns }: Profile, name: string, steps: number): NiceRange {
  const numeric = columns.find((column) => column.name === name)?.numeric;
  return numeric === undefined ? niceRange(0, 1, steps) : barRange(numeric, steps);
}

/** A scatter plot for every pair, row by row, and the histogram of each column on the diagonal. */
export function pairPanels(profile: Profile, columns: readonly string[]): PicturePanel[] {
  const few = columns.length <= 2;
  const height = few ? 132 : 112;
  const steps = few ? 4 : 3;
  return columns.flatMap((y) =>
    columns.map((x) => {
      const numeric = profile.columns.find((column) => column.name === x)?.numeric;
      return x === y && numeric !== undefined
        ? {
            draw: histogram(numeric, { width: axisWidth }, steps),
            height,
            yLabel: t('{0} (rows)', shortName(x)),
            label: t('{0} (rows)', x),
          }
        : {
            draw: scatter(profile, x, y, steps),
            height,
            yLabel: t('{0} by {1}', shortName(y), shortName(x)),
            label: t('{0} by {1}', y, x),
          };
    }),
  );
}

function scatter(profile: Profile, x: string, y: string, steps: number): Draw {
  const data = pointsOf(profile, x, y);
  const many = data.length > 100;
  return (theme) => ({
    type: 'scatter',
    data: {
      datasets: [
        {
          data,
          pointRadius: many ? 1.6 : 2.5,
          backgroundColor: many ? withAlpha(theme.foreground, theme.highContrast ? 0.9 : 0.5) : 'transparent',
          borderColor: theme.foreground,
          borderWidth: many ? 0 : 1.1,
        },
      ],
    },
    options: {
      layout: histogramLayout,
      scales: {
        x: ticksAtSteps(linearAxis(theme, { ...axisOf(profile, x, steps), axisLine: true })),
        y: ticksAtSteps(
          linearAxis(theme, { ...axisOf(profile, y, steps), axisLine: true, width: axisWidth }),
        ),
      },
      plugins: {
        tooltip: {
          callbacks: {
            label: ({ raw }) => pointWords(raw, x, y),
          },
        },
      },
    },
  });
}

/** "row 3: YearsExperience 1.5, Salary 37,731" for a point that was drawn by `pointsOf`. */
function pointWords(raw: unknown, x: string, y: string): string {
  // SAFETY: only datasets made of `Point` use this tooltip.
  const point = raw as Point;
  return t('row {0}: {1} {2}, {3} {4}', fixed(point.row), x, full(point.x), y, full(point.y));
}

export function pairTwin({ points }: Profile, columns: readonly string[]): TableTwin {
  const indices = columns.map((name) => points.columns.indexOf(name));
  return {
    columns: [{ label: t('Row'), numeric: true }, ...columns.map((label) => ({ label, numeric: true }))],
    rows: points.rows.map(({ row, values }) => [
      fixed(row),
      ...indices.map((index) => written(values[index] ?? undefined, full)),
    ]),
  };
}
