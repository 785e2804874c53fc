// What generators of tables share; their draws are those of a seed.
import { mersenneTwister, randomSample } from '../../learner/random.ts';

export type Draw = () => number;

export interface MixedTable {
  readonly target: string;
  readonly csv: string;
}

export function generate(
  seed: number,
  rowCount: number,
  header: string | undefined,
  row: (draw: Draw, index: number) => string,
) {
  const nextWord = mersenneTwister(seed);
  const draw = () => randomSample(nextWord);
  return `${[...(header === undefined ? [] : [header]), ...Array.from({ length: rowCount }, (_, index) => row(draw, index))].join('\n')}\n`;
}

/** The first name whose cumulated share is reached. */
export function oneOf(draw: Draw, shares: Readonly<Record<string, number>>): string {
  let left = draw();
  for (const [name, share] of Object.entries(shares)) {
    left -= share;
    if (left < 0) return name;
  }
  return '';
}

export const normal = (draw: Draw) => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
export const isDrawn = (draw: Draw, logit: number) => draw() < 1 / (1 + Math.exp(-logit));
