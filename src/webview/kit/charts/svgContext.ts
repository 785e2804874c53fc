import { svgPath } from './svgPath.ts';
import type { Matrix, SvgPath } from './svgPath.ts';

interface State {
  readonly fillStyle: string;
  readonly strokeStyle: string;
  readonly lineWidth: number;
  readonly lineCap: CanvasLineCap;
  readonly lineJoin: CanvasLineJoin;
  readonly dash: readonly number[];
  readonly lineDashOffset: number;
  readonly font: string;
  readonly textAlign: CanvasTextAlign;
  readonly textBaseline: CanvasTextBaseline;
  readonly globalAlpha: number;
  readonly matrix: Matrix;
  /** Id of what everything is clipped to. */
  readonly clip: string | undefined;
}

const first: Omit<State, 'font'> = {
  fillStyle: '#000000',
  strokeStyle: '#000000',
  lineWidth: 1,
  lineCap: 'butt',
  lineJoin: 'miter',
  dash: [],
  lineDashOffset: 0,
  textAlign: 'start',
  textBaseline: 'alphabetic',
  globalAlpha: 1,
  matrix: [1, 0, 0, 1, 0, 0],
  clip: undefined,
};

export interface SvgRecording {
  readonly context: CanvasRenderingContext2D;
  /** The recorded SVG elements. */
  readonly read: () => string;
}

/**
 * A canvas context that records drawing calls as SVG: paths as paths, text as text. It implements what chart.js, its plugins and ours
 * call; `measure` resolves fonts and colors, `idPrefix` keeps element IDs unique.
 */
export function recordSvg(measure: CanvasRenderingContext2D, idPrefix: string): SvgRecording {
  let state: State = { ...first, font: measure.font };
  const saved: State[] = [];
  let path = svgPath();
  let elements: string[] = [];
  const clips = new Map<string, string>();

  const change = (next: Partial<State>) => {
    state = { ...state, ...next };
  };
  const transform = (next: Matrix) => change({ matrix: product(state.matrix, next) });
  const add = (element: string) => elements.push(element);
  const clipped = () => (state.clip === undefined ? '' : ` clip-path="url(#${state.clip})"`);
  const fillPath = (data: string, rule?: CanvasFillRule) => {
    if (data === '') return;
    const evenOdd = rule === 'evenodd' ? ' fill-rule="evenodd"' : '';
    add(`<path d="${data}"${paint('fill', state.fillStyle)}${evenOdd}${clipped()}/>`);
  };
  const strokePath = (data: string) => {
    if (data !== '') add(`<path d="${data}" fill="none"${stroke()}${clipped()}/>`);
  };
  const paint = (kind: 'fill' | 'stroke', style: string) => {
    const { colour, opacity } = colourOf(measure, style);
    const alpha = opacity * state.globalAlpha;
    return ` ${kind}="${colour}"${alpha < 1 ? ` ${kind}-opacity="${rounded(alpha)}"` : ''}`;
  };
  const stroke = () => {
    const scale = Math.sqrt(Math.abs(state.matrix[0] * state.matrix[3] - state.matrix[1] * state.matrix[2]));
    const dash = state.dash.map((length) => rounded(length * scale)).join(' ');
    return [
      paint('stroke', state.strokeStyle),
      ` stroke-width="${rounded(state.lineWidth * scale)}"`,
      state.lineCap === 'butt' ? '' : ` stroke-linecap="${state.lineCap}"`,
      state.lineJoin === 'miter' ? '' : ` stroke-linejoin="${state.lineJoin}"`,
      dash === '' ? '' : ` stroke-dasharray="${dash}"`,
      dash === '' || state.lineDashOffset === 0
        ? ''
        : ` stroke-dashoffset="${rounded(state.lineDashOffset * scale)}"`,
    ].join('');
  };
  const rectangle = (x: number, y: number, width: number, height: number) => {
    const corners = svgPath();
    corners.rect(x, y, width, height);
    return corners.data(state.matrix);
  };
  const text = (words: string, x: number, y: number, painted: string) => {
    const { size, weight, family } = fontOf(state.font);
    // Few programs support dominant-baseline: shift the text to its alphabetic baseline instead.
    const down = baselineBelow(measure, state.font, state.textBaseline);
    const anchor = anchorOf(state.textAlign);
    const clipping = clipped();
    const moved = isMoved(state.matrix);
    // An element's own clip path would be moved with it.
    const [before, own, after] =
      moved && clipping !== '' ? [`<g${clipping}>`, '', '</g>'] : ['', clipping, ''];
    add(
      [
        `${before}<text x="${rounded(x)}" y="${rounded(y + down)}"`,
        moved ? ` transform="matrix(${state.matrix.map(rounded).join(' ')})"` : '',
        ` font-family="${escaped(family)}" font-size="${size}"`,
        weight === '400' ? '' : ` font-weight="${weight}"`,
        anchor === 'start' ? '' : ` text-anchor="${anchor}"`,
        `${painted}${own}>${escaped(words)}</text>${after}`,
      ].join(''),
    );
  };
  const clip = () => {
    const data = path.data();
    const within = clipped();
    const known = clips.get(data + within);
    if (known !== undefined) return change({ clip: known });
    const id = `${idPrefix}${clips.size}`;
    clips.set(data + within, id);
    add(`<clipPath id="${id}"${within}><path d="${data}"/></clipPath>`);
    change({ clip: id });
  };

  const context = {
    save: () => saved.push(state),
    restore: () => {
      state = saved.pop() ?? state;
    },
    translate: (x: number, y: number) => transform([1, 0, 0, 1, x, y]),
    scale: (x: number, y: number) => transform([x, 0, 0, y, 0, 0]),
    rotate: (angle: number) =>
      transform([Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0]),
    transform: (...matrix: Matrix) => transform(matrix),
    setTransform: (...matrix: Matrix) => change({ matrix }),
    resetTransform: () => change({ matrix: first.matrix }),
    beginPath: () => {
      path = svgPath();
    },
    closePath: () => path.closePath(),
    moveTo: (x: number, y: number) => path.moveTo(x, y, state.matrix),
    lineTo: (x: number, y: number) => path.lineTo(x, y, state.matrix),
    bezierCurveTo: (...points: readonly [number, number, number, number, number, number]) =>
      path.bezierCurveTo(...points, state.matrix),
    rect: (x: number, y: number, width: number, height: number) =>
      path.rect(x, y, width, height, state.matrix),
    arc: (x: number, y: number, radius: number, from: number, to: number, isBack = false) =>
      path.arc(x, y, radius, from, to, isBack, state.matrix),
    fill: (rule?: CanvasFillRule) => fillPath(path.data(), rule),
    stroke: (own?: SvgPath) => strokePath(own === undefined ? path.data() : own.data(state.matrix)),
    clip,
    fillRect: (x: number, y: number, width: number, height: number) =>
      fillPath(rectangle(x, y, width, height)),
    strokeRect: (x: number, y: number, width: number, height: number) =>
      strokePath(rectangle(x, y, width, height)),
    /** chart.js clears the whole of it before it draws. */
    clearRect: () => {
      elements = [];
      clips.clear();
    },
    fillText: (words: string, x: number, y: number) => text(words, x, y, paint('fill', state.fillStyle)),
    strokeText: (words: string, x: number, y: number) => text(words, x, y, ` fill="none"${stroke()}`),
    measureText: (words: string) => {
      measure.font = state.font;
      return measure.measureText(words);
    },
    setLineDash: (dash: readonly number[]) => change({ dash }),
    getLineDash: () => [...state.dash],
  };
  for (const key of styleKeys)
    Object.defineProperty(context, key, {
      get: () => state[key],
      // A canvas ignores invalid property values.
      set: (value: unknown) => {
        if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) return;
        change({ [key]: key === 'font' && typeof value === 'string' ? cssFont(measure, value) : value });
      },
    });
  // SAFETY: it has every member that is called while a picture is drawn; tests draw each picture with it.
  return { context: context as unknown as CanvasRenderingContext2D, read: () => elements.join('\n') };
}

const styleKeys = [
  'fillStyle',
  'strokeStyle',
  'lineWidth',
  'lineCap',
  'lineJoin',
  'lineDashOffset',
  'font',
  'textAlign',
  'textBaseline',
  'globalAlpha',
] as const satisfies readonly (keyof State)[];

const product = ([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix => [
  a * g + c * h,
  b * g + d * h,
  a * i + c * j,
  b * i + d * j,
  a * k + c * l + e,
  b * k + d * l + f,
];

const isMoved = (matrix: Matrix) => matrix.some((value, at) => value !== first.matrix[at]);

const rounded = (value: number) => String(Number(value.toFixed(2)));

export const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    // XML allows no other control characters.
    .replaceAll(/[^\P{Cc}\t\n\r]/gu, '\ufffd');

/** Splits a CSS color into one that every program supports and its opacity: a canvas reads it back as #rrggbb or rgba(). */
function colourOf(measure: CanvasRenderingContext2D, style: string) {
  measure.fillStyle = '#000000';
  measure.fillStyle = style;
  const read = measure.fillStyle;
  const parts = /^rgba\((\d+), (\d+), (\d+), ([\d.]+)\)$/.exec(read);
  return parts === null
    ? { colour: read, opacity: 1 }
    : { colour: `rgb(${parts[1]},${parts[2]},${parts[3]})`, opacity: Number(parts[4]) };
}

/** The font as a canvas reads it back: its size is in px then. */
function cssFont(measure: CanvasRenderingContext2D, font: string): string {
  measure.font = font;
  return measure.font;
}

function fontOf(font: string): { readonly size: string; readonly weight: string; readonly family: string } {
  const [, before = '', size = '10', family = 'sans-serif'] =
    /^(.*?)([\d.]+)px(?:\/\S+)? (.*)$/.exec(font) ?? [];
  const weight = /\b(?:bold|\d{3})\b/.exec(before)?.[0] ?? '400';
  return { size, weight, family };
}

/** Offset of the alphabetic baseline below the current text baseline. */
function baselineBelow(
  measure: CanvasRenderingContext2D,
  font: string,
  baseline: CanvasTextBaseline,
): number {
  if (baseline === 'alphabetic') return 0;
  measure.font = font;
  const ascentOf = (of: CanvasTextBaseline) => {
    measure.textBaseline = of;
    return measure.measureText('x').fontBoundingBoxAscent;
  };
  return ascentOf('alphabetic') - ascentOf(baseline);
}

function anchorOf(align: CanvasTextAlign): 'start' | 'middle' | 'end' {
  switch (align) {
    case 'center':
      return 'middle';
    case 'right':
    case 'end':
      return 'end';
    case 'left':
    case 'start':
      return 'start';
  }
}
