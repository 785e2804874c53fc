import type { Plugin } from 'chart.js';
import { contrast, mix } from '../kit/charts/colours.ts';
import type { Draw } from '../kit/charts/Canvas.tsx';
import { categoryAxis } from '../kit/charts/scales.ts';
import type { Theme } from '../kit/charts/theme.ts';
import { fixed } from '../kit/numbers.ts';

interface HeatCell {
  readonly x: string;
  readonly y: string;
  readonly r: number | null;
}

/** A correlation matrix: every cell carries its number; blue together, orange against each other. */
export function heatMap(columns: readonly string[], values: readonly (readonly (number | null)[])[]): Draw {
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
      events: [],
      scales: {
        x: {
          ...categoryAxis(theme, columns, { position: few ? 'bottom' : 'top', skip: true }),
          border: { display: false },
        },
        y: { ...categoryAxis(theme, columns), border: { display: false }, reverse: false },
      },
      plugins: { tooltip: { enabled: false } },
    },
    plugins: [cellNumbers(theme, cells, few)],
  });
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

function cellNumbers(theme: Theme, cells: readonly HeatCell[], few: boolean): Plugin {
  return {
    id: 'cell-numbers',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea } = chart;
      const edge = Math.sqrt(cells.length);
      if (chartArea.width / edge < 26) return;
      ctx.save();
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      for (const [index, cell] of cells.entries()) {
        const x = chart.scales['x']?.getPixelForValue(index % edge) ?? 0;
        const y = chart.scales['y']?.getPixelForValue(Math.floor(index / edge)) ?? 0;
        ctx.font = `${weight(cell, few)} ${few ? 13 : 11}px ${theme.fontFamily}`;
        ctx.fillStyle = textColour(theme, cell);
        ctx.fillText(cellText(cell, few), x, y);
      }
      ctx.restore();
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
  return isDiagonal(cell) ? '1' : fixed(cell.r, few ? 3 : 2);
}
