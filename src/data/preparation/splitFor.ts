import { dataFailure } from '../shapes/failures.ts';
import type { Splitting } from '../shapes/splitting.ts';
import type { TrialRows } from '../shapes/trialRows.ts';
import type { Work } from '../shapes/work.ts';
import { permutation } from '../split/permutation.ts';
import { maskOf, rowsOf, valuesAt } from '../split/rowMask.ts';
import type { Split } from '../split/split.ts';
import { assignRows } from './assignRows.ts';
import { hashPlaces } from './columnCodes.ts';
import { foldOfRows } from './foldOfRows.ts';
import type { RowSource } from './rowSource.ts';

type Fold = Extract<TrialRows, { kind: 'fold' }>;

/** The places of the rows in each set. Throws 'split-empty' and 'column-unknown'. */
export async function splitFor(
  source: RowSource,
  splitting: Splitting,
  rows: TrialRows,
  work: Work = {},
): Promise<Split> {
  switch (rows.kind) {
    case 'split':
      return plannedSplit(source, splitting, work);
    case 'share': {
      const split = await plannedSplit(source, splitting, work);
      return { ...split, train: shareOf(split.train, rows) };
    }
    case 'fold':
      return foldSplit(source, splitting, rows, work);
  }
}

async function plannedSplit(source: RowSource, splitting: Splitting, work: Work): Promise<Split> {
  const sets = new Map((await assignRows(source, splitting, work)).map(({ name, rows }) => [name, rows]));
  const none = new Int32Array();
  return {
    train: sets.get('train') ?? none,
    validation: sets.get('validation') ?? none,
    test: sets.get('test') ?? none,
  };
}

/** The first rows of one random order, so that larger shares have all rows of smaller ones; in the order of the split. */
function shareOf(train: Int32Array, { share, seed }: Extract<TrialRows, { kind: 'share' }>): Int32Array {
  const count = Math.max(1, Math.round(share * train.length));
  const places = permutation(train.length, seed).subarray(0, count);
  return valuesAt(train, rowsOf(maskOf(places, train.length)));
}

/** As scikit-learn's cross-validators: held out is the fold, trained on are the others; by time, only the earlier ones. */
async function foldSplit(source: RowSource, splitting: Splitting, fold: Fold, work: Work): Promise<Split> {
  const { method } = splitting;
  if (method === 'column') throw new Error('Rows that are held out by value have no folds.');
  const foldOf = await foldOfRows(
    source,
    { ...splitting, method: method ?? 'random', folds: fold.folds, seed: fold.seed },
    work,
  );
  const others = placesWhere(foldOf, (one) => (method === 'time' ? one < fold.fold : one !== fold.fold));
  const test = placesWhere(foldOf, (one) => one === fold.fold);
  for (const [side, rows] of [
    ['train', others],
    ['test', test],
  ] as const)
    if (rows.length === 0)
      throw dataFailure(
        'split-empty',
        { file: source.file, side, rowCount: source.rowCount },
        `${source.file}: fold ${fold.fold + 1} of ${fold.folds} leaves no rows for ${side}`,
      );
  const inside = await withValidation(source, splitting, others, fold, work);
  return { ...inside, test };
}

/** Takes the validation rows, a share of all rows, from those of the other folds, as the split's method draws them. */
async function withValidation(
  source: RowSource,
  splitting: Splitting,
  others: Int32Array,
  { folds, seed }: Fold,
  work: Work,
): Promise<Pick<Split, 'train' | 'validation'>> {
  const { method, column = '', validation = 0 } = splitting;
  if (validation === 0) return { train: others, validation: new Int32Array() };
  const part = source.part(others);
  if (method === 'hash') {
    // The place in the fold: the folds themselves are ranges of the hash.
    const places = await hashPlaces(part, column, { skipsMissing: false }, work);
    const isDrawn = (at: number) => ((places[at] ?? 0) * folds) % 1 < validation;
    return {
      train: others.filter((_, at) => !isDrawn(at)),
      validation: others.filter((_, at) => isDrawn(at)),
    };
  }
  const count = validation < 1 ? Math.ceil(validation * source.rowCount) : validation;
  // Of groups, a share of those that are left.
  const size = method === 'group' ? validation : count;
  const inside = await plannedSplit(part, { ...splitting, seed, test: 0, validation: size }, work);
  return { train: valuesAt(others, inside.train), validation: valuesAt(others, inside.validation) };
}

function placesWhere(values: Int32Array, holds: (value: number) => boolean): Int32Array {
  const mask = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at += 1) mask[at] = holds(values[at] ?? 0) ? 1 : 0;
  return rowsOf(mask);
}
