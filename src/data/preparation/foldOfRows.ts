import type { Splitting } from '../shapes/splitting.ts';
import type { Work } from '../shapes/work.ts';
import { evenFolds, groupFolds, stratifiedFolds, timeFolds } from '../split/folds.ts';
import { codesOf, hashPlaces, inTime } from './columnCodes.ts';
import type { RowSource } from './rowSource.ts';

export type FoldSplitting = Pick<Splitting, 'column' | 'seed' | 'shuffle'> & {
  readonly method?: Exclude<Splitting['method'], 'column'>;
  readonly folds: number;
};

/**
 * The fold of each row, from 0; equal to scikit-learn's KFold, StratifiedKFold, GroupKFold and TimeSeriesSplit. "time": -1 for the
 * oldest rows, which are before the first fold; "hash": the fold that the value's place in [0, 1) is in.
 */
export async function foldOfRows(
  source: RowSource,
  { method = 'random', column = '', seed = 0, shuffle = true, folds }: FoldSplitting,
  work: Work = {},
): Promise<Int32Array> {
  const cells = () => source.cells(column, work.signal);
  const drawing = shuffle ? seed : undefined;
  switch (method) {
    case 'random':
      return evenFolds(source.rowCount, folds, drawing);
    case 'stratified':
      return stratifiedFolds(codesOf(await cells()), folds, drawing);
    case 'group':
      return groupFolds(codesOf(await cells()), folds);
    case 'time':
      return timeFolds(inTime(await cells()), folds);
    case 'hash': {
      const places = await hashPlaces(source, column, { skipsMissing: false }, work);
      return Int32Array.from(places, (place) => Math.floor(place * folds));
    }
  }
}
