// Generated tables with gaps, ties, and words, numbers and dates as they are found in files.
import { mersenneTwister, randomSample } from '../../learner/random.ts';

type Draw = () => number;

export const openDraws = (seed: number): Draw => {
  const next = mersenneTwister(seed);
  return () => randomSample(next);
};

export const pick = <T>(draw: Draw, from: readonly [T, ...T[]]): T =>
  from[Math.floor(draw() * from.length)] ?? from[0];

const words = [
  'beta',
  'Beta',
  'alpha',
  'Ähre',
  'zebra',
  'ÿ',
  '\uFF5E',
  '😀',
  '日本',
  'a,b',
  'say "x"',
  'a b',
] as const;

/** How a cell of each column is drawn. */
const columns = {
  whole: (draw: Draw) => String(Math.floor(draw() * 9) - 4),
  decimal: (draw: Draw) =>
    pick(draw, [draw() * 1e6, draw(), -draw() * 1e-6, Math.floor(draw() * 4), 0]).toString(),
  word: (draw: Draw) => pick(draw, words),
  date: (draw: Draw) =>
    new Date(Date.UTC(2020, 0, 1 + 15 * Math.floor(draw() * 60))).toISOString().slice(0, 10),
  yes: (draw: Draw) => pick(draw, ['true', 'false']),
  large: (draw: Draw) =>
    pick(draw, ['9007199254740993', '9007199254740992', '123456789012345678901', '12345678901234567']),
  mixed: (draw: Draw) => pick(draw, ['10', '9', '9.0', 'ten', 'nine', '-1']),
  nearly: (draw: Draw) => (draw() < 0.03 ? 'unknown' : String(Math.floor(draw() * 50) / 4)),
} as const;

export const drawnColumns = Object.keys(columns);

/** A table of text; a tenth of its cells is empty. */
export function drawnTable(seed: number, rowCount: number): string {
  const draw = openDraws(seed);
  const rows = Array.from({ length: rowCount }, () =>
    Object.values(columns)
      .map((cell) => (draw() < 0.1 ? '' : quoted(cell(draw))))
      .join(','),
  );
  return `${drawnColumns.join(',')}\n${rows.join('\n')}\n`;
}

const quoted = (cell: string) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
