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
  /** What the picture shows; without it the picture is decoration and the table has its content. */
  readonly label?: string;
}

/** A picture that follows the theme and the width of its column; `data-drawn` is set once it is on screen. */
export function Canvas({ draw, height, width, label }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<ReturnType<typeof drawPicture>>(undefined);
  const colours = theme.value;
  useEffect(() => {
    let isCurrent = true;
    // The old picture stays until the fonts of the new one have loaded: the canvas is never blank in between.
    const drawAnew = async () => {
      await document.fonts.ready;
      const element = canvas.current;
      if (!isCurrent || element === null) return;
      chart.current?.destroy();
      chart.current = drawPicture(element, draw(colours), colours);
      element.dataset['drawn'] = '';
    };
    void drawAnew();
    return () => {
      isCurrent = false;
    };
  }, [draw, colours]);
  useEffect(() => () => chart.current?.destroy(), []);
  const size = { height: `${height}px`, ...(width === undefined ? {} : { width: `${width}px` }) };
  const name = label === undefined ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': label };
  return (
    <div class="cv" style={size}>
      <canvas ref={canvas} {...name} />
    </div>
  );
}
