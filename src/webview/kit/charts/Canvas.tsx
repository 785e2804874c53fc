import { useEffect, useRef } from 'preact/hooks';
import { drawPicture } from './picture.ts';
import type { Picture } from './picture.ts';
import { theme } from './theme.ts';
import type { Theme } from './theme.ts';

/** Makes a picture in the theme's colours; a new function means a new picture, so memoise it. */
export type Draw = (theme: Theme) => Picture;

interface CanvasProps {
  readonly draw: Draw;
  readonly height: number;
  readonly width?: number;
  /** What the picture shows; without it the picture is decoration and the table says it. */
  readonly label?: string;
}

/** A picture that follows the theme and the width of its column. */
export function Canvas({ draw, height, width, label }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = theme.value;
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const stop = new AbortController();
    void drawWhenFontsAreThere(element, draw, colours, stop.signal);
    return () => stop.abort();
  }, [draw, colours]);
  const size = { height: `${height}px`, ...(width === undefined ? {} : { width: `${width}px` }) };
  const name = label === undefined ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': label };
  return (
    <div class="cv" style={size}>
      <canvas ref={canvas} {...name} />
    </div>
  );
}

async function drawWhenFontsAreThere(
  canvas: HTMLCanvasElement,
  draw: Draw,
  colours: Theme,
  signal: AbortSignal,
): Promise<void> {
  await document.fonts.ready;
  if (signal.aborted) return;
  const chart = drawPicture(canvas, draw(colours), colours);
  signal.addEventListener('abort', () => chart.destroy());
}
