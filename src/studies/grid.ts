import type { Edit, Vary } from '../data/shapes/study.ts';
import { studyFailure } from './errors.ts';

/** The values of each setting that is varied, each once. Throws 'study-unusable' for a range. */
const valuesOf = (vary: Vary): readonly Edit['value'][] => {
  if ('values' in vary) return [...new Set(vary.values)];
  const path = vary.path.join('.');
  const found = `${vary.low} to ${vary.high}`;
  throw studyFailure('study-unusable', { path, found, expected: 'a list of values' }, `${path}: a range`);
};

/** Number of combinations. */
export const gridSize = (vary: readonly Vary[]): number =>
  vary.reduce((product, one) => product * valuesOf(one).length, 1);

/** The combination at an index below `gridSize`; the last setting changes fastest. */
export function gridVariation(vary: readonly Vary[], index: number): readonly Edit[] {
  let rest = index;
  const edits = vary.toReversed().map((one): Edit => {
    const values = valuesOf(one);
    const value = values[rest % values.length] ?? null;
    rest = Math.floor(rest / values.length);
    return { path: one.path, value };
  });
  return edits.toReversed();
}
