import { seriesLook } from '../../kit/charts/series.ts';
import type { Mark } from '../../kit/charts/series.ts';
import { theme } from '../../kit/charts/theme.ts';

/** The line and the mark of a run on every picture, with its letter. */
export function RunMark({ index, letter }: { readonly index: number; readonly letter: string }) {
  const { colour, dash, mark } = seriesLook(theme.value, index);
  return (
    <span class="run-mark">
      <svg width="30" height="12" aria-hidden="true">
        <line
          x1="0"
          y1="6"
          x2="30"
          y2="6"
          stroke={colour}
          stroke-width="2"
          stroke-dasharray={dash.length === 0 ? undefined : dash.join(' ')}
        />
        <path d={markPath(mark)} fill={colour} stroke={colour} stroke-width="1.5" />
      </svg>
      <b>{letter}</b>
    </span>
  );
}

/** Around (15, 6), about as large as chart.js draws it. */
function markPath(mark: Mark): string {
  switch (mark) {
    case 'circle':
      return 'M11 6a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z';
    case 'rect':
    case 'rectRounded':
      return 'M11.5 2.5h7v7h-7Z';
    case 'triangle':
      return 'M15 1.5l4.5 8h-9Z';
    case 'rectRot':
      return 'M15 1l5 5l-5 5l-5 -5Z';
    case 'crossRot':
      return 'M11.5 2.5l7 7M18.5 2.5l-7 7';
    case 'cross':
      return 'M15 1v10M10 6h10';
    case 'star':
      return 'M15 1v10M10 6h10M11.5 2.5l7 7M18.5 2.5l-7 7';
    case 'line':
      return 'M10 6h10';
    case 'dash':
      return 'M15 6h5';
  }
}
