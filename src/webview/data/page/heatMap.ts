import type { CartesianScaleOptions, Chart, ChartEvent, Plugin, Scale } from 'chart.js';
import { contrast, mix } from '../../kit/charts/colours.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import { categoryAxis } from '../../kit/charts/scales.ts';
import type { Theme } from '../../kit/charts/theme.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { hasRoom } from './matrixSize.ts';
import { shortened } from './shortened.ts';
import { largest } from '../../../learner/extent.ts';

interface HeatCell {
  readonly x: string;
  readonly y: string;
  readonly r: number | null;
}

const longestLabel = 28;
/** Of the 11 px font, in px. */
const letterWidth = 6.4;
/** As long as two fit side by side. */
const longestOfTwo = 18;
/** Text that leans less far is neither level nor steep. */
const leastSlant = 45;
/** Brings the beginning of a leaning label, in px, over the middle of its column. */
const slantedOffset = 12;

/**
 * A correlation matrix: blue together, orange against each other. Cells carry their numbers where all have room;
 * `onNumbers` hears whether they do, each time it is drawn, and `onPick` which pair was clicked.
 */
export function heatMap(
  columns: readonly string[],
  values: readonly (readonly (number | null)[])[],
  onNumbers: (areShown: boolean) => void,
  onPick: (x: string, y: string) => void,
): Draw {
  const cells: HeatCell[] = columns.flatMap((y, row) =>
    columns.map((x, column) => ({ x, y, r: values[row]?.[column] ?? null })),
  );
  const few = columns.length <= 3;
  return (theme) => ({
    type: 'matrix',
    data: {
      datasets: [
        {
          data: cells,
          backgroundColor: ({ dataIndex }: { readonly dataIndex: number }) =>
            cellColour(theme, cells[dataIndex]),
          borderColor: theme.highContrast ? theme.foreground : theme.background,
          borderWidth: 1,
          width: ({ chart }) => Math.max(1, (chart.chartArea?.width ?? 0) / columns.length - 1),
          height: ({ chart }) => Math.max(1, (chart.chartArea?.height ?? 0) / columns.length - 1),
        },
      ],
    },
    options: {
      events: ['click', 'mousemove'],
      onClick: (event, _, chart) => {
        const cell = cellUnder(event, chart, columns);
        if (cell !== undefined) onPick(cell.x, cell.y);
      },
      onHover: (event, _, chart) => {
        chart.canvas.style.cursor = cellUnder(event, chart, columns) === undefined ? '' : 'pointer';
      },
      scales: {
        x:
          columns.length === 2
            ? labelAxis(theme, columns, 'bottom')
            : slanted(labelAxis(theme, columns, 'top')),
        y: { ...labelAxis(theme, columns, 'left'), reverse: false },
      },
      plugins: { tooltip: { enabled: false } },
    },
    plugins: [cellNumbers(theme, cells, few, onNumbers)],
  });
}

/** The pair of columns under the pointer; undefined on the diagonal and outside of the cells. */
function cellUnder(
  { x: left, y: top }: Pick<ChartEvent, 'x' | 'y'>,
  { chartArea, scales }: Chart,
  columns: readonly string[],
): { readonly x: string; readonly y: string } | undefined {
  if (left === null || top === null || left < chartArea.left || left > chartArea.right) return undefined;
  if (top < chartArea.top || top > chartArea.bottom) return undefined;
  const x = columns[scales['x']?.getValueForPixel(left) ?? -1];
  const y = columns[scales['y']?.getValueForPixel(top) ?? -1];
  return x === undefined || y === undefined || x === y ? undefined : { x, y };
}

function labelAxis(theme: Theme, columns: readonly string[], position: 'top' | 'bottom' | 'left') {
  const axis = categoryAxis(theme, columns, { position });
  const longest = columns.length === 2 ? longestOfTwo : longestLabel;
  // An axis takes at most half of the picture, and would cut what is longer.
  const label = function (this: Scale, index: number | string) {
    const fitting = Math.floor((this.chart.width * 0.45) / letterWidth);
    return shortened(columns[Number(index)] ?? '', Math.min(longest, fitting));
  };
  return { ...axis, border: { display: false }, ticks: { ...axis.ticks, callback: label } };
}

/** Labels lean where they do not fit side by side; where even upright ones do not, every second is left out. */
function slanted(axis: ReturnType<typeof labelAxis>) {
  return {
    ...axis,
    ticks: { ...axis.ticks, autoSkip: true, maxRotation: 90 },
    afterCalculateLabelRotation: (scale: Scale<CartesianScaleOptions>) => {
      const isSlanted = scale.labelRotation > 0;
      if (isSlanted) scale.labelRotation = Math.max(leastSlant, scale.labelRotation);
      scale.options.ticks.labelOffset = isSlanted ? slantedOffset : 0;
    },
  };
}

function isDiagonal({ x, y }: HeatCell): boolean {
  return x === y;
}

function cellColour(theme: Theme, cell: HeatCell | undefined): string {
  if (cell === undefined || cell.r === null) return theme.background;
  if (isDiagonal(cell)) return mix(theme.foreground, theme.background, 0.05);
  const strength = (theme.highContrast ? 0.55 : 0.62) * Math.abs(cell.r);
  return mix(cell.r < 0 ? theme.orange : theme.blue, theme.background, strength);
}

function cellNumbers(
  theme: Theme,
  cells: readonly HeatCell[],
  few: boolean,
  onNumbers: (areShown: boolean) => void,
): Plugin {
  const edge = Math.sqrt(cells.length);
  const font = (cell: HeatCell) => `${weight(cell, few)} ${few ? 13 : 11}px ${theme.fontFamily}`;
  const haveRoom = ({ ctx, chartArea: { width, height } }: Chart) => {
    const widths = cells.map((cell) => {
      ctx.font = font(cell);
      return ctx.measureText(cellText(cell, few)).width;
    });
    return hasRoom({ width: width / edge, height: height / edge }, largest(widths));
  };
  return {
    id: 'cell-numbers',
    afterDatasetsDraw(chart) {
      const { ctx, scales } = chart;
      ctx.save();
      const areShown = haveRoom(chart);
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      for (const [index, cell] of areShown ? cells.entries() : []) {
        const x = scales['x']?.getPixelForValue(index % edge) ?? 0;
        const y = scales['y']?.getPixelForValue(Math.floor(index / edge)) ?? 0;
        ctx.font = font(cell);
        ctx.fillStyle = textColour(theme, cell);
        ctx.fillText(cellText(cell, few), x, y);
      }
      ctx.restore();
      onNumbers(areShown);
    },
  };
}

function weight(cell: HeatCell, few: boolean): 400 | 600 {
  return few || (Math.abs(cell.r ?? 0) >= 0.3 && !isDiagonal(cell)) ? 600 : 400;
}

function textColour(theme: Theme, cell: HeatCell): string {
  if (isDiagonal(cell) || Math.abs(cell.r ?? 0) < 0.1) return theme.quiet;
  const behind = cellColour(theme, cell);
  return contrast(theme.foreground, behind) >= contrast(theme.background, behind)
    ? theme.foreground
    : theme.background;
}

function cellText(cell: HeatCell, few: boolean): string {
  if (cell.r === null) return '–';
  if (isDiagonal(cell)) return '1';
  return few ? fixed(cell.r, 3) : withoutZero(fixed(cell.r, 2));
}

/** ".57" for "0.57", and "0" for "0.00": many numbers in little room. */
const withoutZero = (text: string) => (/[1-9]/.test(text) ? text.replace(/^(−?)0(?=\D)/, '$1') : '0');
