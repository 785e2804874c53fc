import type { Plugin } from 'chart.js';
import type { Draw } from '../charts/Canvas.tsx';
import { contrast, mix } from '../charts/colours.ts';
import type { Theme } from '../charts/theme.ts';
import { t } from '../language/language.ts';
import { fixed, percent } from '../language/numbers.ts';
import { classAxis } from './classAxis.ts';

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly count: number;
  /** Of the rows of the actual class. */
  readonly share: number;
}

const leastWidthOfNumber = 26;
const leastWidthOfShare = 60;

/** Counts `[actual][predicted]`; every cell carries its number, right answers blue, mistakes orange. */
export function confusionPicture(
  names: readonly string[],
  counts: readonly (readonly number[])[],
  supports: readonly number[],
): Draw {
  const cells = counts.flatMap((line, y) =>
    line.map((count, x): Cell => ({ x, y, count, share: count / Math.max(1, supports[y] ?? 0) })),
  );
  return (theme) => ({
    type: 'matrix',
    data: {
      datasets: [
        {
          data: cells.map(({ x, y, share }) => ({ x: names[x], y: names[y], v: share })),
          backgroundColor: ({ dataIndex }: { readonly dataIndex: number }) =>
            colourOf(theme, cells[dataIndex]),
          borderColor: theme.highContrast ? theme.foreground : theme.background,
          borderWidth: 1,
          width: ({ chart }) => Math.max(1, (chart.chartArea?.width ?? 0) / names.length - 1),
          height: ({ chart }) => Math.max(1, (chart.chartArea?.height ?? 0) / names.length - 1),
        },
      ],
    },
    options: {
      scales: {
        x: classAxis(theme, names, { title: t('Predicted') }),
        y: { ...classAxis(theme, names), reverse: false },
      },
      plugins: {
        tooltip: {
          callbacks: {
            title: () => '',
            label: ({ dataIndex }) => cellSentence(names, cells[dataIndex]),
          },
        },
      },
    },
    plugins: [numbersOf(theme, cells, names.length)],
  });
}

function cellSentence(names: readonly string[], cell: Cell | undefined): string {
  return t(
    '{0} classified as {1}: {2} rows, {3}',
    names[cell?.y ?? 0] ?? '',
    names[cell?.x ?? 0] ?? '',
    fixed(cell?.count),
    percent(cell?.share),
  );
}

function colourOf(theme: Theme, cell: Cell | undefined): string {
  if (cell === undefined || cell.count === 0) return mix(theme.foreground, theme.background, 0.04);
  const strength = 0.08 + 0.42 * cell.share;
  return mix(cell.x === cell.y ? theme.blue : theme.orange, theme.background, strength);
}

/** The counts, and under them the shares where there is room. */
function numbersOf(theme: Theme, cells: readonly Cell[], edge: number): Plugin {
  return {
    id: 'confusion-numbers',
    afterDatasetsDraw({ ctx, chartArea, scales: { x, y } }) {
      const width = chartArea.width / edge;
      if (x === undefined || y === undefined || width < leastWidthOfNumber) return;
      const hasShares = width >= leastWidthOfShare && chartArea.height / edge >= 40;
      ctx.save();
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      for (const cell of cells) {
        const [left, top] = [x.getPixelForValue(cell.x), y.getPixelForValue(cell.y)];
        const behind = colourOf(theme, cell);
        const text =
          contrast(theme.foreground, behind) >= contrast(theme.background, behind)
            ? theme.foreground
            : theme.background;
        ctx.fillStyle = cell.count === 0 ? theme.quiet : text;
        ctx.font = `${cell.x === cell.y ? 600 : 400} ${hasShares ? 14 : 11}px ${theme.fontFamily}`;
        ctx.fillText(fixed(cell.count), left, hasShares ? top - 8 : top);
        if (!hasShares) continue;
        ctx.font = `400 11px ${theme.fontFamily}`;
        ctx.fillText(percent(cell.share), left, top + 10);
      }
      ctx.restore();
    },
  };
}
