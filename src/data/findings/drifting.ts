import type { PreflightFacts } from '../shapes/findings.ts';
import type { SplitMethod } from '../shapes/splitting.ts';
import type { ExperimentKind } from './experimentKind.ts';

const unseeded: ReadonlySet<SplitMethod> = new Set<SplitMethod>(['time', 'column', 'hash']);

/** Metrics on rows that differ from the training rows are about something else than the fit. */
export const drifting: ExperimentKind<PreflightFacts['drift']> = {
  severity: 'warning',
  hint: 'split',
  find({ drifts, experiment }) {
    const [first] = drifts;
    if (first === undefined) return [];
    const { seed, shuffle, method = 'random' } = experiment.split;
    const facts = { ...first, columnCount: drifts.length, isShuffled: shuffle };
    if (unseeded.has(method)) return [{ facts: { ...facts, isByColumn: true } }];
    const fix = shuffle
      ? { path: ['split', 'seed'], value: seed + 1 }
      : { path: ['split', 'shuffle'], value: true };
    return [{ facts, fix }];
  },
  words: ({ t, number, percent }, { column, distance, columnCount }) =>
    columnCount > 1
      ? t(
          '{0} features are distributed differently in the test rows than in the training rows, most of all {1} (shares differ by up to {2}): metrics come from rows unlike those that the model has seen.',
          number(columnCount),
          column,
          percent(distance),
        )
      : t(
          '{0} is distributed differently in the test rows than in the training rows (shares differ by up to {1}): metrics come from rows unlike those that the model has seen.',
          column,
          percent(distance),
        ),
  advice: ({ t }, { isShuffled, isByColumn = false }) =>
    isByColumn
      ? t('The split follows from a column: check that these are the rows that the model is meant for.')
      : isShuffled
        ? t('Try another seed, or hold out more rows.')
        : t('Shuffle the rows before the split, unless the model is meant to predict what comes later.'),
};
