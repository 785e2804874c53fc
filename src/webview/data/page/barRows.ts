import type { GridColumn, GridCondition } from '../../../data/shapes/gridView.ts';
import type { ColumnProfile } from '../../../data/shapes/profile.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import { conditionOfBar } from '../../kit/rowGrid/conditions.ts';

/** The condition for the rows of a histogram bar; undefined for the bar of all other values. */
export function rowsOfBar(column: ColumnProfile, bar: number): GridCondition | undefined {
  const { name, type, numeric, dates, topValues } = column;
  const bars: GridColumn['bars'] =
    numeric?.bars ??
    (dates && {
      edges: [...dates.bars.starts, Math.max(dates.last, dates.bars.starts.at(-1) ?? dates.last)],
      counts: dates.bars.counts,
    });
  return conditionOfBar({ name, type, ...(bars && { bars }), ...(topValues && { topValues }) }, bar);
}

/** The same chart with clickable bars. */
export const withClicks =
  (draw: Draw, onBar: (bar: number) => void): Draw =>
  (theme) => {
    const picture = draw(theme);
    return {
      ...picture,
      options: {
        ...picture.options,
        onClick: (_, [element]) => {
          if (element !== undefined) onBar(element.index);
        },
        onHover: ({ native }, elements) => {
          if (native?.target instanceof HTMLElement)
            native.target.style.cursor = elements.length > 0 ? 'pointer' : '';
        },
      },
    };
  };
