import { BoxAndWiskers, BoxPlotController } from '@sgratzl/chartjs-chart-boxplot';
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js';
import type { ChartConfiguration, ChartType } from 'chart.js';
import { MatrixController, MatrixElement } from 'chartjs-chart-matrix';
import Annotation from 'chartjs-plugin-annotation';
import { svgPath } from './svgPath.ts';
import type { Theme } from './theme.ts';

Chart.register(
  LineController,
  BarController,
  ScatterController,
  LineElement,
  BarElement,
  PointElement,
  LinearScale,
  LogarithmicScale,
  CategoryScale,
  Filler,
  Tooltip,
  Annotation,
  MatrixController,
  MatrixElement,
  BoxPlotController,
  BoxAndWiskers,
);

/** What chart.js draws. Dataset 0 is on top: give points and the best line `order: -1`. */
export type Picture = ChartConfiguration<ChartType, unknown[]>;

/** Draws a picture into a canvas, in the theme's colours; `fixedRatio` for pictures that are not on the page. */
export function drawPicture(
  canvas: HTMLCanvasElement,
  picture: Picture,
  theme: Theme,
  fixedRatio?: number,
): Chart<ChartType, unknown[]> {
  applyTheme(theme);
  if (fixedRatio !== undefined) {
    picture.options ??= {};
    Object.assign(picture.options, { responsive: false, devicePixelRatio: fixedRatio });
  }
  return new Chart<ChartType, unknown[]>(canvas, picture);
}

/** Draws a chart on a recording context and reads it before chart.js clears it. `canvas` has the size of the chart. */
export function recordPicture<T>(
  { context, read }: { readonly context: CanvasRenderingContext2D; readonly read: () => T },
  canvas: HTMLCanvasElement,
  picture: Picture,
  theme: Theme,
): T {
  Object.defineProperty(context, 'canvas', { value: canvas });
  Object.defineProperty(canvas, 'getContext', { value: () => context });
  // chart.js draws lines by paths that cannot be read back.
  const native = globalThis.Path2D;
  // SAFETY: chart.js makes such paths empty, adds to them as to a canvas and gives them to `stroke`.
  globalThis.Path2D = svgPath as unknown as typeof Path2D;
  try {
    const chart = drawPicture(canvas, picture, theme, 1);
    const recorded = read();
    chart.destroy();
    return recorded;
  } finally {
    globalThis.Path2D = native;
  }
}

function applyTheme(theme: Theme): void {
  const { defaults } = Chart;
  Object.assign(defaults.font, { family: theme.fontFamily, size: 11, lineHeight: 1.3 });
  Object.assign(defaults, {
    color: theme.quiet,
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
  });
  Object.assign(defaults.plugins.tooltip, {
    backgroundColor: theme.tooltipBackground,
    titleColor: theme.foreground,
    bodyColor: theme.foreground,
    borderColor: theme.tooltipBorder,
    borderWidth: 1,
    cornerRadius: 3,
    displayColors: false,
    caretSize: 0,
    padding: 8,
  });
  Object.assign(defaults.elements.point, { radius: 0 });
  // A point on an axis is drawn whole.
  Object.assign(defaults.datasets.scatter, { clip: 10 });
  Object.assign(defaults.elements.line, { borderWidth: 1.5, tension: 0 });
}
