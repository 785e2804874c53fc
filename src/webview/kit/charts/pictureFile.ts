import { drawPicture } from './picture.ts';
import type { Draw } from './Canvas.tsx';
import type { Theme } from './theme.ts';
import { largest } from '../../../learner/extent.ts';

export interface PicturePanel {
  readonly draw: Draw;
  readonly height: number;
  readonly yLabel?: string;
  /** The full `yLabel`, where that is shortened. */
  readonly label?: string;
  /** It repeats another panel, so it is hidden from screen readers. */
  readonly isDecoration?: boolean;
}

export interface PictureFile {
  readonly title: string;
  readonly caption?: string;
  readonly panels: readonly PicturePanel[];
  readonly columns: number;
  /** Width on the page, in CSS px. */
  readonly width: number;
}

const scale = 2;
const padding = 16;
const gap = 8;

/** The figure as a PNG at twice its size, with title and caption, on the editor's background. */
export async function pictureToPng(file: PictureFile, theme: Theme): Promise<Blob> {
  const measure = context(document.createElement('canvas'));
  measure.font = `600 13px ${theme.fontFamily}`;
  const title = wrap(measure, file.title, file.width);
  measure.font = `400 12px ${theme.fontFamily}`;
  const caption = wrap(measure, file.caption ?? '', file.width);
  const rows = chunk(file.panels, file.columns);
  const panelHeight = (panel: PicturePanel) => panel.height + (panel.yLabel === undefined ? 0 : 18);
  const rowHeights = rows.map((row) => largest(row.map(panelHeight)) + gap);
  const height = title.length * 20 + rowHeights.reduce((sum, value) => sum + value, 0) + caption.length * 18;

  const canvas = document.createElement('canvas');
  canvas.width = (file.width + 2 * padding) * scale;
  canvas.height = (height + 2 * padding) * scale;
  const target = context(canvas);
  target.scale(scale, scale);
  target.fillStyle = theme.background;
  target.fillRect(0, 0, file.width + 2 * padding, height + 2 * padding);
  target.textBaseline = 'middle';

  let top = padding;
  top = writeLines(target, title, top, 20, `600 13px ${theme.fontFamily}`, theme.foreground);
  const panelWidth = (file.width - gap * (file.columns - 1)) / file.columns;
  for (const [index, row] of rows.entries()) {
    for (const [column, panel] of row.entries()) {
      const left = padding + column * (panelWidth + gap);
      drawPanel(target, panel, theme, { left, top, width: panelWidth });
    }
    top += rowHeights[index] ?? 0;
  }
  writeLines(target, caption, top, 18, `400 12px ${theme.fontFamily}`, theme.quiet);
  return toBlob(canvas);
}

function drawPanel(
  target: CanvasRenderingContext2D,
  panel: PicturePanel,
  theme: Theme,
  place: { readonly left: number; readonly top: number; readonly width: number },
): void {
  let { top } = place;
  if (panel.yLabel !== undefined) {
    target.font = `400 11px ${theme.fontFamily}`;
    target.fillStyle = theme.quiet;
    target.fillText(panel.yLabel, place.left, top + 8, place.width);
    top += 18;
  }
  const canvas = document.createElement('canvas');
  canvas.width = place.width;
  canvas.height = panel.height;
  const chart = drawPicture(canvas, panel.draw(theme), theme, scale);
  target.drawImage(canvas, place.left, top, place.width, panel.height);
  chart.destroy();
}

function writeLines(
  target: CanvasRenderingContext2D,
  lines: readonly string[],
  top: number,
  lineHeight: number,
  font: string,
  colour: string,
): number {
  target.font = font;
  target.fillStyle = colour;
  for (const [index, line] of lines.entries())
    target.fillText(line, padding, top + lineHeight * (index + 0.5));
  return top + lineHeight * lines.length;
}

function wrap(measure: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && measure.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const found = canvas.getContext('2d');
  if (found === null) throw new Error('This browser draws no canvas');
  return found;
}

function toBlob(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('The picture is too large to save'));
      else resolve(blob);
    }, 'image/png'),
  );
}
