import type { Plugin } from 'chart.js';
import type { MosaicPicture, PairRelation } from '../../../../data/shapes/pairs.ts';
import { contrast, mix } from '../../../kit/charts/colours.ts';
import type { Draw } from '../../../kit/charts/Canvas.tsx';
import type { Theme } from '../../../kit/charts/theme.ts';
import { written } from '../../../kit/charts/twin.ts';
import { t } from '../../../kit/language/language.ts';
import { fixed, percent } from '../../../kit/language/numbers.ts';
import { shortened } from '../shortened.ts';
import { levelsOf, mosaicTiles } from './mosaicTiles.ts';
import type { Tile } from './mosaicTiles.ts';
import type { PairFigure } from './pairPicture.ts';
import { pairTitle } from './pairTitle.ts';

const height = 320;
const longestLabel = 18;
/** Under the picture, for the levels across. */
const roomBelow = 20;

/** A mosaic plot: tile widths are the shares of x's levels, heights the shares of y's levels within them. */
export function mosaicFigure(pair: PairRelation, picture: MosaicPicture): PairFigure {
  const { x, y } = pair;
  const [across, down] = [levelsOf(picture.x), levelsOf(picture.y)];
  const tiles = mosaicTiles(picture);
  return {
    title: pairTitle(pair),
    caption: t(
      'Width: share of rows with each value of {0}. Height: shares of {1} among them. Blue, ↑: more rows than expected if the columns were unrelated. Orange, ↓: fewer. The stronger the color, the clearer the difference.',
      x,
      y,
    ),
    panels: [{ draw: mosaicPicture(tiles, across, down), height, yLabel: y, label: t('{0} by {1}', y, x) }],
    twin: {
      columns: [
        { label: x },
        { label: y },
        ...[t('Rows'), t('Share of the {0} rows', x), t('Expected if unrelated')].map((label) => ({
          label,
          numeric: true,
        })),
      ],
      rows: tiles.map((tile) => [
        across[tile.i] ?? '',
        down[tile.j] ?? '',
        written(tile.count, fixed),
        written(tile.share, percent),
        written(tile.overall, percent),
      ]),
    },
  };
}

function mosaicPicture(tiles: readonly Tile[], across: readonly string[], down: readonly string[]): Draw {
  const labelsDown = down.map((label) => shortened(label, longestLabel));
  return (theme) => ({
    type: 'scatter',
    data: { datasets: [] },
    options: {
      events: [],
      layout: { padding: { left: 8 + 6.4 * longestOf(labelsDown), right: 8, top: 4, bottom: roomBelow } },
      scales: {
        x: { type: 'linear', min: 0, max: 1, display: false },
        y: { type: 'linear', min: 0, max: 1, display: false },
      },
    },
    plugins: [tilesPlugin(theme, tiles, across, labelsDown)],
  });
}

const longestOf = (labels: readonly string[]) =>
  labels.reduce((longest, { length }) => Math.max(longest, length), 0);

const gap = 1;

function tilesPlugin(
  theme: Theme,
  tiles: readonly Tile[],
  across: readonly string[],
  labelsDown: readonly string[],
): Plugin {
  return {
    id: 'mosaic',
    afterDatasetsDraw({ ctx, chartArea: { left, top, width, height: tall, bottom } }) {
      ctx.save();
      ctx.font = `400 11px ${theme.fontFamily}`;
      ctx.textBaseline = 'middle';
      let written = Number.NEGATIVE_INFINITY;
      for (const tile of tiles) {
        const box = {
          left: left + tile.x * width,
          top: top + tile.y * tall,
          width: Math.max(0, tile.width * width - gap),
          height: Math.max(0, tile.height * tall - gap),
        };
        const colour = colourOf(theme, tile.residual);
        ctx.fillStyle = colour;
        ctx.fillRect(box.left, box.top, box.width, box.height);
        if (theme.highContrast) {
          ctx.strokeStyle = theme.foreground;
          ctx.lineWidth = 1;
          ctx.strokeRect(box.left, box.top, box.width, box.height);
        }
        // Name the level inside tiles too: next to the first column, a level that is rare there has no room.
        const share = `${percent(tile.share)}${arrowOf(tile.residual)}`;
        const text = [`${labelsDown[tile.j] ?? ''} ${share}`, share].find(
          (words) => ctx.measureText(words).width + 6 <= box.width && box.height >= 14,
        );
        ctx.textAlign = 'center';
        if (text !== undefined) {
          ctx.fillStyle =
            contrast(theme.foreground, colour) >= contrast(theme.background, colour)
              ? theme.foreground
              : theme.background;
          ctx.fillText(text, box.left + box.width / 2, box.top + box.height / 2);
        }
        ctx.fillStyle = theme.quiet;
        if (tile.j === 0) {
          const label = fitting(ctx, across[tile.i] ?? '', box.width + 8);
          if (label !== '') ctx.fillText(label, box.left + box.width / 2, bottom + roomBelow / 2 + 2);
        }
        if (tile.i !== 0) continue;
        // Names of y's levels next to the first column, where they do not overlap.
        const middle = box.top + box.height / 2;
        if (Math.abs(middle - written) < 13) continue;
        written = middle;
        ctx.textAlign = 'right';
        ctx.fillText(labelsDown[tile.j] ?? '', left - 6, middle);
      }
      ctx.restore();
    },
  };
}

/** As much of a text as fits; empty if that is too little to read. */
function fitting(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text;
  for (let most = Math.min(text.length - 1, longestLabel); most >= 3; most -= 1) {
    const short = shortened(text, most);
    if (ctx.measureText(short).width <= width) return short;
  }
  return '';
}

/** Marks more or fewer rows than expected without relying on color. */
const arrowOf = (residual: number) =>
  Math.abs(residual) < clear ? '' : residual > 0 ? '\u00a0↑' : '\u00a0↓';

/** Friendly's shading (Mosaic displays for multi-way contingency tables, 1994): residuals from 2 and from 4 standard deviations on. */
const [clear, veryClear] = [2, 4] as const;

function colourOf(theme: Theme, residual: number): string {
  const size = Math.abs(residual);
  if (size < clear) return mix(theme.foreground, theme.background, 0.08);
  return mix(residual > 0 ? theme.blue : theme.orange, theme.background, size < veryClear ? 0.3 : 0.6);
}
