import { drawPicture, recordPicture } from './picture.ts';
import { escaped, recordSvg } from './svgContext.ts';
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
  const { width, height } = sizeOf(file, theme);
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = height * scale;
  const target = context(canvas);
  target.scale(scale, scale);
  paint(file, theme, target, ({ draw, ...size }, left, top) => {
    const part = sized(size);
    const chart = drawPicture(part, draw(theme), theme, scale);
    target.drawImage(part, left, top, size.width, size.height);
    chart.destroy();
  });
  return toBlob(canvas);
}

/** The same as an SVG, its text as text in the page's font. */
export function pictureToSvg(file: PictureFile, theme: Theme): string {
  const { width, height } = sizeOf(file, theme);
  const measure = context(document.createElement('canvas'));
  const page = recordSvg(measure, 'page-clip-');
  const panels: string[] = [];
  paint(file, theme, page.context, ({ draw, ...size }, left, top) => {
    const panel = recordSvg(measure, `panel-${panels.length}-clip-`);
    const elements = recordPicture(panel, sized(size), draw(theme), theme);
    panels.push(`<g transform="translate(${left} ${top})">\n${elements}\n</g>`);
  });
  const content = [`<title>${escaped(file.title)}</title>`, page.read(), ...panels];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    ...content,
    '</svg>',
    '',
  ].join('\n');
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A canvas of its own for a panel, which is not on the page. */
function sized({ width, height }: Size): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

const titleFont = ({ fontFamily }: Theme) => `600 13px ${fontFamily}`;
const captionFont = ({ fontFamily }: Theme) => `400 12px ${fontFamily}`;

/** Layout of text lines and rows of panels. */
function layoutOf(file: PictureFile, theme: Theme) {
  const measure = context(document.createElement('canvas'));
  measure.font = titleFont(theme);
  const title = wrap(measure, file.title, file.width);
  measure.font = captionFont(theme);
  const caption = wrap(measure, file.caption ?? '', file.width);
  const panelHeight = (panel: PicturePanel) => panel.height + (panel.yLabel === undefined ? 0 : 18);
  const rows = chunk(file.panels, file.columns).map((panels) => ({
    panels,
    height: largest(panels.map(panelHeight)) + gap,
  }));
  return { title, caption, rows };
}

function sizeOf(file: PictureFile, theme: Theme): Size {
  const { title, caption, rows } = layoutOf(file, theme);
  const height = title.length * 20 + rows.reduce((sum, row) => sum + row.height, 0) + caption.length * 18;
  return { width: file.width + 2 * padding, height: height + 2 * padding };
}

/** Draws title, panels and caption on the editor's background; `drawPanel` draws a panel at its top left corner. */
function paint(
  file: PictureFile,
  theme: Theme,
  target: CanvasRenderingContext2D,
  drawPanel: (panel: PicturePanel & Size, left: number, top: number) => void,
): void {
  const { width, height } = sizeOf(file, theme);
  const { title, caption, rows } = layoutOf(file, theme);
  target.fillStyle = theme.background;
  target.fillRect(0, 0, width, height);
  target.textBaseline = 'middle';
  let top = writeLines(target, title, padding, 20, titleFont(theme), theme.foreground);
  const panelWidth = (file.width - gap * (file.columns - 1)) / file.columns;
  for (const row of rows) {
    for (const [column, panel] of row.panels.entries()) {
      const left = padding + column * (panelWidth + gap);
      if (panel.yLabel !== undefined) {
        target.font = `400 11px ${theme.fontFamily}`;
        target.fillStyle = theme.quiet;
        target.fillText(panel.yLabel, left, top + 8, panelWidth);
      }
      drawPanel({ ...panel, width: panelWidth }, left, top + (panel.yLabel === undefined ? 0 : 18));
    }
    top += row.height;
  }
  writeLines(target, caption, top, 18, captionFont(theme), theme.quiet);
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
