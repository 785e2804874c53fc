import { expect, test } from 'vitest';
import { escaped, recordSvg } from './svgContext.ts';
import { svgPath } from './svgPath.ts';

/** A canvas context that only measures: six pixels a letter, and the font's box around its baseline. */
function measuring(): CanvasRenderingContext2D {
  const ascents: Readonly<Record<string, number>> = { alphabetic: 10, middle: 6, top: 0, bottom: 13 };
  const context = {
    font: '10px sans-serif',
    fillStyle: '#000000',
    textBaseline: 'alphabetic',
    measureText: (text: string) => ({
      width: 6 * text.length,
      fontBoundingBoxAscent: ascents[context.textBaseline] ?? 0,
    }),
  };
  // SAFETY: a recording uses these members alone.
  return context as unknown as CanvasRenderingContext2D;
}

function recorded(draw: (context: CanvasRenderingContext2D) => void): string {
  const { context, read } = recordSvg(measuring(), 'clip-');
  draw(context);
  return read();
}

test('a path is transformed, and painted in the colors set at that time', () => {
  const svg = recorded((context) => {
    context.save();
    context.translate(10, 20);
    context.scale(2, 2);
    context.fillStyle = '#ff0000';
    context.fillRect(1, 1, 3, 4);
    context.restore();
    context.lineWidth = 1.5;
    context.strokeStyle = 'rgba(0, 0, 255, 0.5)';
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(0, 0);
    context.lineTo(5, 5);
    context.stroke();
  });
  expect(svg.split('\n')).toEqual([
    '<path d="M12 22L18 22L18 30L12 30Z" fill="#ff0000"/>',
    '<path d="M0 0L5 5" fill="none" stroke="rgb(0,0,255)" stroke-opacity="0.5" stroke-width="1.5" stroke-dasharray="3 3"/>',
  ]);
});

test('text stays text in its font, on its alphabetic baseline', () => {
  const svg = recorded((context) => {
    context.font = '600 13px "Segoe UI", sans-serif';
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    context.fillStyle = '#333333';
    context.fillText('a < b & "c"', 50, 20);
  });
  expect(svg).toBe(
    '<text x="50" y="24" font-family="&quot;Segoe UI&quot;, sans-serif" font-size="13" font-weight="600" text-anchor="end" fill="#333333">a &lt; b &amp; &quot;c&quot;</text>',
  );
});

test('nested clips intersect until the state is restored', () => {
  const svg = recorded((context) => {
    context.save();
    context.beginPath();
    context.rect(0, 0, 10, 10);
    context.clip();
    context.beginPath();
    context.rect(5, 5, 10, 10);
    context.clip();
    context.fillRect(0, 0, 20, 20);
    context.restore();
    context.fillRect(0, 0, 1, 1);
  });
  expect(svg.split('\n')).toEqual([
    '<clipPath id="clip-0"><path d="M0 0L10 0L10 10L0 10Z"/></clipPath>',
    '<clipPath id="clip-1" clip-path="url(#clip-0)"><path d="M5 5L15 5L15 15L5 15Z"/></clipPath>',
    '<path d="M0 0L20 0L20 20L0 20Z" fill="#000000" clip-path="url(#clip-1)"/>',
    '<path d="M0 0L1 0L1 1L0 1Z" fill="#000000"/>',
  ]);
});

test('clearing forgets what was drawn', () => {
  expect(
    recorded((context) => {
      context.fillRect(0, 0, 5, 5);
      context.clearRect(0, 0, 100, 100);
    }),
  ).toBe('');
});

test('a circle is closed, in either direction', () => {
  for (const [to, isBack] of [
    [2 * Math.PI, false],
    [-2 * Math.PI, true],
    [5 * Math.PI, false],
  ] as const) {
    const path = svgPath();
    path.arc(10, 10, 4, 0, to, isBack);
    const data = path.data();
    expect(data).toMatch(/^M14 10C/);
    expect(data).toMatch(/14 10$/);
    expect(data.match(/C/g)).toHaveLength(4);
  }
  const quarter = svgPath();
  quarter.arc(0, 0, 10, 0, Math.PI / 2);
  expect(quarter.data()).toMatch(/^M10 0C10 5\.52 5\.52 10 0 10$/);
  const back = svgPath();
  back.arc(0, 0, 10, 0, Math.PI / 2, true);
  expect(back.data().match(/C/g)).toHaveLength(3);
});

test('control characters that XML does not allow are replaced', () => {
  expect(escaped('a\u0001b\tc')).toBe('a\ufffdb\tc');
});

test('text that is moved is clipped where the clip was set, not where the text is', () => {
  const svg = recorded((context) => {
    context.beginPath();
    context.rect(0, 0, 100, 100);
    context.clip();
    context.translate(40, 50);
    context.fillText('25k', 0, 0);
  });
  expect(svg.split('\n')[1]).toBe(
    '<g clip-path="url(#clip-0)"><text x="0" y="0" transform="matrix(1 0 0 1 40 50)" font-family="sans-serif" font-size="10" fill="#000000">25k</text></g>',
  );
});
