import { standingOut } from './colours.ts';
import type { Theme } from './theme.ts';

/** How one of several things of a kind is told from the others: by colour, by dash and by mark. */
export interface SeriesLook {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly mark: Mark;
}

/** As chart.js calls them. */
export type Mark = (typeof marks)[number];

const marks = [
  'circle',
  'rect',
  'triangle',
  'rectRot',
  'crossRot',
  'star',
  'cross',
  'rectRounded',
  'line',
  'dash',
] as const;

const dashes: readonly (readonly number[])[] = [
  [],
  [7, 3],
  [2, 2],
  [9, 3, 2, 3],
  [4, 4],
  [14, 4],
  [1, 3],
  [9, 3, 2, 3, 2, 3],
  [6, 2, 1, 2],
  [3, 6],
];

const colourNames = ['blue', 'orange', 'green', 'purple', 'red'] as const;

/** The look of the series with this index; ten differ, in dash and mark where colours repeat. */
export function seriesLook(theme: Theme, index: number): SeriesLook {
  return {
    colour: colourOf(theme, colourNames[index % colourNames.length] ?? 'blue'),
    dash: dashes[index % dashes.length] ?? [],
    mark: marks[index % marks.length] ?? 'circle',
  };
}

function colourOf(theme: Theme, name: (typeof colourNames)[number]): string {
  if (name === 'blue' || name === 'orange') return theme[name];
  const style = getComputedStyle(document.documentElement);
  const own = style.getPropertyValue(`--vscode-charts-${name}`).trim();
  const ratio = theme.highContrast ? 4.5 : 3;
  return standingOut(own === '' ? theme.foreground : own, theme.foreground, theme.background, ratio);
}
