// Every kind of finding about an experiment, before it is trained: what it needs to hold, how it is said, what can be done. A new one is
// its facts in shapes/findings.ts and a row here; rows of one severity are shown in this order.
import type {
  CellFacts,
  Fix,
  LeftOutColumn,
  PreflightFacts,
  PreflightFinding,
  PreflightItem,
  PreflightKind,
} from '../shapes/findings.ts';
import { absentClasses, classProblem } from './experimentClasses.ts';
import { batchCount, cellAdvice, cellWords, leftOutWords } from './experimentWords.ts';
import type { Defect, ExperimentKind, ExperimentLook, Found, Hint } from './experimentKind.ts';
import { drifting } from './drifting.ts';
import { manyFeatures } from './manyFeatures.ts';
import type { Say } from './say.ts';

/** Below it the standard error of an error rate can exceed nine points (0.5 / √30). */
const fewTestRows = 30;
/** The other half is for the system, VS Code and the data itself. */
const shareOfMemory = 0.5;
const absentNamed = 3;

const when = <Facts>(holds: boolean, found: () => Found<Facts>): readonly Found<Facts>[] =>
  holds ? [found()] : [];
const setHyperparameter = (name: string, value: number): Fix => ({ path: ['hyperparameters', name], value });

/** A kind of cell that stops the training; what to do differs. */
const cellDefect = (
  kind: Defect['kind'],
  advice: (say: Say, facts: CellFacts) => string,
): ExperimentKind<CellFacts> => ({
  severity: 'failure',
  hint: 'values',
  find: ({ defects }) => defects.filter((defect) => defect.kind === kind),
  words: (say, facts) => cellWords(say, kind, facts),
  advice,
});

const otherProblem = (count: number): Pick<Found<unknown>, 'fix'> => {
  if (count < 2) return {};
  return {
    fix: { path: ['predictorType'], value: count === 2 ? 'binary_classifier' : 'multiclass_classifier' },
  };
};

const countOf = ({ experiment: { target }, classes }: ExperimentLook) => ({
  target,
  count: classes?.names.length ?? 0,
});

function batchFacts({ rowCounts: { train }, miniBatchSize, suggestedBatchSize }: ExperimentLook) {
  const dropped = train % miniBatchSize;
  return { trainRows: train, miniBatchSize, dropped, suggested: suggestedBatchSize };
}

const experimentKinds: { readonly [Kind in PreflightKind]: ExperimentKind<PreflightFacts[Kind]> } = {
  'value-missing': cellDefect('value-missing', cellAdvice),
  'value-not-numeric': cellDefect('value-not-numeric', cellAdvice),
  'value-unseen': cellDefect('value-unseen', ({ t }) =>
    t('Set "unseen" of the feature to "other", or fix the cells.'),
  ),
  'value-out-of-domain': cellDefect('value-out-of-domain', ({ t }, { role }) =>
    role === 'target'
      ? t('Fix the cells, or choose another "targetTransform".')
      : t('Fix the cells, choose another "transform" of the feature, or give it a "clip".'),
  ),
  'target-is-feature': {
    severity: 'failure',
    hint: 'features',
    find: ({ features, experiment: { target: column } }) =>
      when(features.includes(column), () => ({ facts: { column } })),
    words: ({ t }, { column }) =>
      t('{0} is both the target and a feature: the model would just copy it.', column),
    advice: ({ t }) => t('Remove it from the features.'),
  },
  'feature-twice': {
    severity: 'failure',
    hint: 'features',
    find: ({ featuresTwice }) => featuresTwice.map((column) => ({ facts: { column } })),
    words: ({ t }, { column }) => t('{0} is listed as a feature twice.', column),
    advice: ({ t }) => t('Remove one of them.'),
  },
  'rows-by-rules': {
    severity: 'pass',
    hint: 'values',
    find: ({ rowCounts: { byRules: count = 0 } }) => when(count > 0, () => ({ facts: { count } })),
    words: ({ t, number }, { count }) =>
      count === 1
        ? t('1 row is left out by the rules for rows')
        : t('{0} rows are left out by the rules for rows', number(count)),
  },
  'rows-without-target': {
    severity: 'warning',
    hint: 'values',
    find: ({ rowCounts: { withoutTarget: count = 0 }, experiment: { target } }) =>
      when(count > 0, () => ({ facts: { count, target } })),
    words: ({ t, number }, { count, target }) =>
      count === 1
        ? t('1 row has no value in {0} and is left out', target)
        : t('{0} rows have no value in {1} and are left out', number(count), target),
  },
  'rows-with-gaps': {
    severity: 'warning',
    hint: 'values',
    find: ({ rowCounts: { withGaps: count = 0 } }) => when(count > 0, () => ({ facts: { count } })),
    words: ({ t, number }, { count }) =>
      count === 1
        ? t('1 row has no value in a feature whose gaps are dropped, and is left out')
        : t('{0} rows have no value in a feature whose gaps are dropped, and are left out', number(count)),
  },
  'rows-set-aside': {
    severity: 'warning',
    hint: 'values',
    find: ({ rowCounts: { setAside: count = 0 } }) => when(count > 0, () => ({ facts: { count } })),
    words: ({ t, number }, { count }) =>
      count === 1
        ? t('1 row of the file has too many or too few values and is left out')
        : t('{0} rows of the file have too many or too few values and are left out', number(count)),
  },
  /** Where the user chose among the others, what cannot be used is known already. */
  'columns-left-out': {
    severity: 'warning',
    hint: 'leftOut',
    find: ({ unusable: columns, unusedUsableCount }) =>
      when(columns.length > 0 && unusedUsableCount === 0, () => ({
        facts: { count: columns.length },
        columns,
      })),
    words: leftOutWords,
  },
  'class-count': {
    severity: 'failure',
    hint: 'classCount',
    find: (look) =>
      when(classProblem(look) === 'class-count', () => ({
        facts: { ...countOf(look), predictorType: look.experiment.predictorType },
        ...otherProblem(countOf(look).count),
      })),
    words: ({ t, number }, { target, count, predictorType }) =>
      predictorType === 'binary_classifier'
        ? t('{0} has {1} different values; a binary_classifier needs 2.', target, number(count))
        : t('{0} has {1} different values; a multiclass_classifier needs 3 or more.', target, number(count)),
    advice: ({ t }) => t('Choose another predictorType.'),
  },
  'class-limit': {
    severity: 'failure',
    hint: 'classCount',
    find: (look) =>
      when(classProblem(look) === 'class-limit', () => ({
        facts: { ...countOf(look), predictorType: look.experiment.predictorType },
        fix: { path: ['predictorType'], value: 'regressor' },
      })),
    words: ({ t, number }, { target, count }) =>
      t('{0} has {1} different values: too many to be classes.', target, number(count)),
    advice: ({ t }) => t('Choose another predictorType.'),
  },
  'positive-class': {
    severity: 'failure',
    hint: 'positiveClass',
    find: (look) =>
      when(classProblem(look) === 'positive-class', () => {
        const names = look.classes?.names ?? [];
        const { target, positiveClass = '' } = look.experiment;
        return {
          facts: { target, given: positiveClass, names: names.join(', ') },
          fix: { path: ['positiveClass'], value: names[1] ?? '' },
        };
      }),
    words: ({ t }, { target, given, names }) =>
      t('The positive class is {0}, which is not a value of {1}: its classes are {2}.', given, target, names),
    advice: ({ t }) => t('Set positiveClass to one of them.'),
  },
  'num-classes': {
    severity: 'failure',
    hint: 'classCount',
    find: (look) =>
      when(classProblem(look) === 'num-classes', () => ({
        facts: { ...countOf(look), given: Number(look.experiment.hyperparameters['num_classes']) },
        fix: setHyperparameter('num_classes', countOf(look).count),
      })),
    words: ({ t, number }, { target, given, count }) =>
      t('num_classes is {0}, but {1} has {2} classes.', number(given), target, number(count)),
    advice: ({ t }) => t('Remove num_classes.'),
  },
  'one-class': {
    severity: 'failure',
    hint: 'classesInTraining',
    find: (look) =>
      when(classProblem(look) === 'one-class', () => {
        const [only = 0] = look.classes?.inTraining ?? [];
        return { facts: { target: look.experiment.target, name: look.classes?.names[only] ?? '' } };
      }),
    words: ({ t }, { target, name }) =>
      t('All training rows have {0} in {1}: there are no two classes to learn.', name, target),
    advice: ({ t }) => t('Change the split.'),
  },
  'class-not-in-training': {
    severity: 'warning',
    hint: 'classesInTraining',
    find(look) {
      const absent = absentClasses(look);
      const names = absent.slice(0, absentNamed).join(', ');
      return when(classProblem(look) === undefined && absent.length > 0, () => ({
        facts: { target: look.experiment.target, count: absent.length, names },
      }));
    },
    words: ({ t, number }, { count, names }) =>
      t(
        '{0} classes are missing from the training rows, so the model never predicts them: {1}.',
        number(count),
        names,
      ),
  },
  'classes-known': {
    severity: 'pass',
    hint: 'classesInTraining',
    find: (look) =>
      when(
        look.classes !== undefined && classProblem(look) === undefined && absentClasses(look).length === 0,
        () => ({ facts: countOf(look) }),
      ),
    words: ({ t, number }, { target, count }) =>
      count === 2
        ? t('Both classes of {0} are in the training rows', target)
        : t('All {0} classes of {1} are in the training rows', number(count), target),
  },
  'feature-dim': {
    severity: 'failure',
    hint: 'featureDim',
    find(look) {
      const { featureDim: given, featureCount } = look;
      return when(classProblem(look) === undefined && given !== featureCount, () => ({
        facts: { given, featureCount },
        fix: setHyperparameter('feature_dim', featureCount),
      }));
    },
    words: ({ t, number }, { given, featureCount }) =>
      t('feature_dim is {0}, but the features make {1} columns.', number(given), number(featureCount)),
    advice: ({ t }) => t('Remove feature_dim.'),
  },
  'hyperparameter-refused': {
    severity: 'failure',
    hint: 'refused',
    find: (look) =>
      classProblem(look) !== undefined || look.refused === undefined || look.featureDim !== look.featureCount
        ? []
        : [{ facts: look.refused }],
    words: ({ t }, { name, found, expected }) =>
      t('{0} cannot be {1}: it must be {2}.', name, found, expected),
  },
  'memory-short': {
    severity: 'warning',
    hint: 'memory',
    find: ({ memory }) =>
      memory === undefined || memory.neededBytes <= memory.bytes * shareOfMemory
        ? []
        : [
            {
              facts: {
                modelCount: memory.modelCount,
                neededMb: Math.ceil(memory.neededBytes / 1e6),
                memoryMb: Math.floor(memory.bytes / 1e6),
              },
            },
          ],
    words: ({ t, number }, { modelCount, neededMb, memoryMb }) =>
      t(
        '{0} models need at least {1} MB of memory; this machine has {2} MB.',
        number(modelCount),
        number(neededMb),
        number(memoryMb),
      ),
  },
  'batch-too-large': {
    severity: 'failure',
    hint: 'batch',
    find(look) {
      const facts = batchFacts(look);
      return when(facts.miniBatchSize > facts.trainRows, () => ({
        facts,
        fix: setHyperparameter('mini_batch_size', facts.suggested),
      }));
    },
    words: ({ t, number }, { miniBatchSize, trainRows }) =>
      t(
        'mini_batch_size {0} is more than the {1} training rows: no batch would be full and the job would fail.',
        number(miniBatchSize),
        number(trainRows),
      ),
    advice: ({ t, number }, { suggested }) => t('Set it to {0}.', number(suggested)),
  },
  /** What no fitted size would keep is no fault of this one. */
  'partial-batch': {
    severity: 'warning',
    hint: 'batch',
    find(look) {
      const facts = batchFacts(look);
      const { trainRows, miniBatchSize, dropped, suggested } = facts;
      if (miniBatchSize > trainRows || dropped === 0) return [];
      return dropped > trainRows % suggested
        ? [{ facts, fix: setHyperparameter('mini_batch_size', suggested) }]
        : [{ facts, severity: 'pass' }];
    },
    words: ({ t, number }, facts) =>
      t(
        '{0} × {1} rows per epoch in full batches, leaving out {2} of {3} training rows',
        number(batchCount(facts)),
        number(facts.miniBatchSize),
        number(facts.dropped),
        number(facts.trainRows),
      ),
  },
  'batches-full': {
    severity: 'pass',
    hint: 'batch',
    find(look) {
      const facts = batchFacts(look);
      return when(facts.miniBatchSize <= facts.trainRows && facts.dropped === 0, () => ({ facts }));
    },
    words: ({ t, number }, facts) =>
      batchCount(facts) === 1
        ? t('mini_batch_size fits: 1 batch of {0} per epoch', number(facts.miniBatchSize))
        : t(
            'mini_batch_size fits: {0} batches of {1} per epoch',
            number(batchCount(facts)),
            number(facts.miniBatchSize),
          ),
  },
  'constant-feature': {
    severity: 'warning',
    hint: 'constant',
    find: ({ constantFeatures }) => constantFeatures.map((column) => ({ facts: { column } })),
    words: ({ t }, { column }) =>
      t('{0} is constant in the training rows, so it carries no information.', column),
  },
  'many-features': manyFeatures,
  drift: drifting,
  'no-test-rows': {
    severity: 'warning',
    hint: 'split',
    find: ({ rowCounts }) => when(rowCounts.test === 0, () => ({ facts: {} })),
    words: ({ t }) => t('No rows are held out: the model cannot be evaluated.'),
  },
  'split-sides': {
    severity: 'pass',
    hint: 'split',
    find: ({ rowCounts: { train, test } }) => when(test > 0, () => ({ facts: { train, test } })),
    words: ({ t, number }, { train, test }) =>
      t('Both sides of the split have rows: {0} and {1}', number(train), number(test)),
  },
  'few-test-rows': {
    severity: 'warning',
    hint: 'split',
    find: ({ rowCounts: { test: rowCount } }) =>
      when(rowCount > 0 && rowCount < fewTestRows, () => ({ facts: { rowCount } })),
    words: ({ t, number }, { rowCount }) =>
      t('Small test set: {0} rows, so metrics depend on the seed', number(rowCount)),
  },
  'hyperparameter-ignored': {
    severity: 'warning',
    hint: 'ignored',
    find: ({ ignored }) => ignored.map((facts) => ({ facts })),
    words: ({ t }, { name, because, value }) =>
      t('{0} has no effect while {1} is {2}.', name, because, value),
  },
  'features-counted': {
    severity: 'pass',
    hint: 'features',
    find: ({ features, featureCount }) => [{ facts: { columnCount: new Set(features).size, featureCount } }],
    words: ({ t, number }, { columnCount, featureCount }) =>
      columnCount === 1
        ? t('1 column becomes {0} features', number(featureCount))
        : t('{0} columns become {1} features', number(columnCount), number(featureCount)),
  },
  'values-complete': {
    severity: 'pass',
    hint: 'values',
    find: ({ defects, rowCount, features }) =>
      when(defects.length === 0, () => ({ facts: { rowCount, columnCount: features.length + 1 } })),
    words: ({ t, number }, { rowCount }) =>
      t('Target and features can be used in all {0} rows', number(rowCount)),
  },
};

/** Everything found, failures first; defects of cells in the order of their columns. */
export function findExperimentFindings(look: ExperimentLook): readonly PreflightItem[] {
  // SAFETY: the keys of a constant.
  const kinds = Object.keys(experimentKinds) as PreflightKind[];
  const items = kinds.flatMap((kind) => {
    const { find, severity } = experimentKinds[kind];
    // SAFETY: a row finds the facts of its own kind.
    return find(look).map((found) => ({ severity, ...found, kind }) as PreflightItem);
  });
  const places = new Map<unknown, number>(look.defects.map(({ facts }, index) => [facts, index]));
  const place = ({ facts }: PreflightItem) => places.get(facts) ?? look.defects.length;
  const order = { failure: 0, warning: 1, pass: 2 };
  return items.toSorted((a, b) => order[a.severity] - order[b.severity] || place(a) - place(b));
}

/** What is the case, in the user's words. */
export function experimentFindingWords(
  say: Say,
  { kind, facts }: PreflightFinding,
  columns: readonly LeftOutColumn[] = [],
): string {
  // SAFETY: a finding has the facts of its kind, which an index cannot follow.
  const { words } = experimentKinds[kind] as ExperimentKind<unknown>;
  return words(say, facts, columns);
}

export const hintOfExperimentFinding = (kind: PreflightKind): Hint => experimentKinds[kind].hint;

/** What is the case and what to do, where no button offers it: whole sentences. */
export function experimentFindingAdvice(say: Say, finding: PreflightFinding): string {
  // SAFETY: as above.
  const { advice } = experimentKinds[finding.kind] as ExperimentKind<unknown>;
  const words = experimentFindingWords(say, finding);
  return [words.endsWith('.') ? words : `${words}.`, advice?.(say, finding.facts) ?? ''].join(' ').trim();
}
