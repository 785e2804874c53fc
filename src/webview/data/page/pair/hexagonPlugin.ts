import type { Plugin } from 'chart.js';
import type { HexagonCloud } from '../../../../data/shapes/pairs.ts';
import { largest } from '../../../../learner/extent.ts';
import { mix } from '../../../kit/charts/colours.ts';
import type { Theme } from '../../../kit/charts/theme.ts';

/** Opacity for the fewest and the most rows; the line stays visible over both. */
const shades = [0.1, 0.62] as const;
const shadesOfContrast = [0.2, 0.62] as const;
const steps = 12;

/** Draws pointy-top hexagons under the datasets, darker with more rows, on a logarithmic scale. */
export function hexagonPlugin(theme: Theme, { hexagons, stepX, stepY }: HexagonCloud): Plugin {
  const most = Math.log(Math.max(2, largest(hexagons.map(({ count }) => count))));
  const [fewest, densest] = theme.highContrast ? shadesOfContrast : shades;
  // A colour is resolved by drawing a pixel, so each shade once.
  const colours = Array.from({ length: steps + 1 }, (_, step) =>
    mix(theme.foreground, theme.background, fewest + ((densest - fewest) * step) / steps),
  );
  return {
    id: 'hexagons',
    beforeDatasetsDraw({ ctx, scales: { x, y } }) {
      if (x === undefined || y === undefined) return;
      const halfWidth = Math.abs(x.getPixelForValue(stepX) - x.getPixelForValue(0)) / 2;
      const third = Math.abs(y.getPixelForValue(stepY) - y.getPixelForValue(0)) / 3;
      ctx.save();
      for (const { x: atX, y: atY, count } of hexagons) {
        const [left, top] = [x.getPixelForValue(atX), y.getPixelForValue(atY)];
        ctx.fillStyle = colours[Math.round((Math.log(count) / most) * steps)] ?? theme.foreground;
        ctx.beginPath();
        ctx.moveTo(left, top - third);
        ctx.lineTo(left + halfWidth, top - third / 2);
        ctx.lineTo(left + halfWidth, top + third / 2);
        ctx.lineTo(left, top + third);
        ctx.lineTo(left - halfWidth, top + third / 2);
        ctx.lineTo(left - halfWidth, top - third / 2);
        ctx.closePath();
        ctx.fill();
      }
      ctx.restore();
    },
  };
}
