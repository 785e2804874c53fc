import type { Plugin } from 'chart.js';
import type { ConfusionDifference } from '../contract.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import { contrast, mix } from '../../kit/charts/colours.ts';
import type { Theme } from '../../kit/charts/theme.ts';
import { classAxis } from '../../kit/evaluation/classAxis.ts';
import { largest } from '../../../learner/extent.ts';
import { t } from '../../kit/language/language.ts';
import { fixed, withSign } from '../../kit/language/numbers.ts';

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly difference: number;
}

const leastWidthOfNumber = 34;

/** "+3" rows, or "+2.5" of 100 rows of the class. */
export const changeText = (difference: number, unit: ConfusionDifference['unit']): string =>
  unit === 'rows'
    ? withSign(difference, fixed(difference))
    : withSign(difference, fixed(100 * difference, 1));

/** Changes `[actual][predicted]`; better ones blue, worse ones orange, each with its number. */
export function differencePicture({ classNames, differences, unit }: ConfusionDifference): Draw {
  const cells = differences.flatMap((line, y) => line.map((difference, x): Cell => ({ x, y, difference })));
  const most = largest(cells.map(({ difference }) => Math.abs(difference)));
  return (theme) => ({
    type: 'matrix',
    data: {
      datasets: [
        {
          data: cells.map(({ x, y, difference }) => ({ x: classNames[x], y: classNames[y], v: difference })),
          backgroundColor: ({ dataIndex }: { readonly dataIndex: number }) =>
            colourOf(theme, cells[dataIndex], most),
          borderColor: theme.highContrast ? theme.foreground : theme.background,
          borderWidth: 1,
          width: ({ chart }) => Math.max(1, (chart.chartArea?.width ?? 0) / classNames.length - 1),
          height: ({ chart }) => Math.max(1, (chart.chartArea?.height ?? 0) / classNames.length - 1),
        },
      ],
    },
    options: {
      scales: {
        x: classAxis(theme, classNames, { title: t('Predicted') }),
        y: { ...classAxis(theme, classNames), reverse: false },
      },
      plugins: {
        tooltip: {
          callbacks: {
            title: () => '',
            label: ({ dataIndex }) => {
              const { x = 0, y = 0, difference = 0 } = cells[dataIndex] ?? {};
              return t(
                '{0} classified as {1}: {2}',
                classNames[y] ?? '',
                classNames[x] ?? '',
                changeText(difference, unit),
              );
            },
          },
        },
      },
    },
    plugins: [numbersOf(theme, cells, classNames.length, most, unit)],
  });
}

/** More right answers and fewer mistakes are better. */
const isBetter = ({ x, y, difference }: Cell) => difference > 0 === (x === y);

function colourOf(theme: Theme, cell: Cell | undefined, most: number): string {
  if (cell === undefined || cell.difference === 0 || most === 0)
    return mix(theme.foreground, theme.background, 0.04);
  const strength = 0.1 + 0.4 * (Math.abs(cell.difference) / most);
  return mix(isBetter(cell) ? theme.blue : theme.orange, theme.background, strength);
}

function numbersOf(
  theme: Theme,
  cells: readonly Cell[],
  edge: number,
  most: number,
  unit: ConfusionDifference['unit'],
): Plugin {
  return {
    id: 'difference-numbers',
    afterDatasetsDraw({ ctx, chartArea, scales: { x, y } }) {
      if (x === undefined || y === undefined || chartArea.width / edge < leastWidthOfNumber) return;
      ctx.save();
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      for (const cell of cells) {
        const behind = colourOf(theme, cell, most);
        const text =
          contrast(theme.foreground, behind) >= contrast(theme.background, behind)
            ? theme.foreground
            : theme.background;
        ctx.fillStyle = cell.difference === 0 ? theme.quiet : text;
        ctx.font = `${cell.x === cell.y ? 600 : 400} 13px ${theme.fontFamily}`;
        ctx.fillText(
          changeText(cell.difference, unit),
          x.getPixelForValue(cell.x),
          y.getPixelForValue(cell.y),
        );
      }
      ctx.restore();
    },
  };
}
