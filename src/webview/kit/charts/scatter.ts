import { linearAxis } from './scales.ts';
import type { NiceRange } from './scales.ts';
import type { Theme } from './theme.ts';

interface ScatterOptions {
  readonly x: NiceRange;
  readonly y: NiceRange;
  /** Name of the axis below; the one at the left is named above the picture. */
  readonly xTitle: string;
  /** The tooltip of a point, by its index. */
  readonly label: (index: number) => string;
  /** Which dataset holds the points; the others are lines and say nothing. */
  readonly pointsDataset: number;
}

/** Axes and tooltip of a cloud of points. */
export function scatterOptions(theme: Theme, { x, y, xTitle, label, pointsDataset }: ScatterOptions) {
  return {
    layout: { padding: { top: 6, right: 8 } },
    scales: {
      x: linearAxis(theme, { ...x, title: xTitle, axisLine: true }),
      y: linearAxis(theme, { ...y, axisLine: true }),
    },
    plugins: {
      tooltip: {
        filter: ({ datasetIndex }: { readonly datasetIndex: number }) => datasetIndex === pointsDataset,
        callbacks: { label: ({ dataIndex }: { readonly dataIndex: number }) => label(dataIndex) },
      },
    },
  };
}

/** The prediction or threshold in focus: a diamond on every picture. */
export const diamond = (theme: Theme, at: { readonly x: number; readonly y: number }) => ({
  order: -1,
  data: [at],
  pointRadius: 7,
  pointStyle: 'rectRot' as const,
  backgroundColor: theme.orange,
  borderColor: theme.background,
  borderWidth: 1.5,
});

/** Radius of a point in px: small where there are many. */
export const radiusFor = (count: number): number => (count > 200 ? 2 : 4);
