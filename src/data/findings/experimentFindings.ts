// Every kind of finding about an experiment, before it is trained: what it needs to hold, how it is said, what can be done. A new one is
// its facts in shapes/findings.ts and a row here; rows of one severity are shown in this order.
import type {
  CellFacts,
  LeftOutColumn,
  PreflightFacts,
  PreflightFinding,
  PreflightItem,
  PreflightKind,
} from '../shapes/findings.ts';
import { classKinds } from './classFindings.ts';
import { classProblem } from './experimentClasses.ts';
import { batchCount, cellAdvice, cellWords, leftOutWords } from './experimentWords.ts';
import { dropFeature, setHyperparameter, when } from './experimentKind.ts';
import type { Defect, ExperimentKind, ExperimentLook, Hint } from './experimentKind.ts';
import { drifting } from './drifting.ts';
import { manyFeatures } from './manyFeatures.ts';
import type { Say } from './say.ts';
import { heldOutShare } from './tableKind.ts';

/** Below it the standard error of an error rate can exceed nine points (0.5 / √30). */
const fewTestRows = 30;
/** As many rows to test with as to train on. */
const mostHeldOut = 0.5;
/** The other half is for the system, VS Code and the data itself. */
const shareOfMemory = 0.5;
/** As many as a table may have. */
const mostFeatureColumns = 20_000;

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
    find: (look) => {
      const { target: column } = look.experiment;
      const fix = dropFeature(look, (columns) => columns.includes(column));
      return when(look.features.includes(column), () => ({ facts: { column }, ...fix }));
    },
    words: ({ t }, { column }) =>
      t('{0} is both the target and a feature: the model would just copy it.', column),
    advice: ({ t }) => t('Remove it from the features.'),
  },
  'feature-twice': {
    severity: 'failure',
    hint: 'features',
    find: (look) =>
      look.featuresTwice.map((column) => ({
        facts: { column },
        ...dropFeature(look, (columns) => columns.join('×') === column),
      })),
    words: ({ t }, { column }) => t('{0} is listed as a feature twice.', column),
    advice: ({ t }) => t('Remove one of them.'),
  },
  'feature-limit': {
    severity: 'failure',
    hint: 'features',
    find: ({ featureCount: count }) =>
      when(count > mostFeatureColumns, () => ({ facts: { count, limit: mostFeatureColumns } })),
    words: ({ t, number }, { count, limit }) =>
      t('The features make {0} columns; at most {1} can be trained on.', number(count), number(limit)),
    advice: ({ t }) => t('Use fewer columns, or encode them with fewer levels, buckets or bins.'),
  },
  'rows-by-rules': {
    severity: 'pass',
    hint: 'values',
    find: ({ rowCounts: { byRules: count = 0 } }) => when(count > 0, () => ({ facts: { count } })),
    words: ({ t, number }, { count }) =>
      count === 1
        ? t('1 row is left out by row rules')
        : t('{0} rows are left out by row rules', number(count)),
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
  'constant-target': {
    severity: 'failure',
    hint: 'constantTarget',
    find: ({ constantTarget: value, experiment: { target } }) =>
      value === undefined ? [] : [{ facts: { target, value } }],
    words: ({ t }, { target, value }) =>
      t('{0} is {1} in all training rows: there is nothing to learn.', target, value),
    advice: ({ t }) => t('Choose another target, or train on rows in which it differs.'),
  },
  ...classKinds,
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
    find: (look) =>
      look.constantFeatures.map((column) => ({
        facts: { column },
        ...dropFeature(look, (columns) => columns.join('×') === column),
      })),
    words: ({ t }, { column }) =>
      t('{0} is constant in the training rows, so it carries no information.', column),
  },
  'many-features': manyFeatures,
  drift: drifting,
  'no-test-rows': {
    severity: 'warning',
    hint: 'split',
    find: ({ rowCounts }) =>
      when(rowCounts.test === 0, () => ({
        facts: {},
        fix: { path: ['split', 'test'], value: heldOutShare },
      })),
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
    find: ({ rowCounts: { test: rowCount, train }, experiment: { split } }) =>
      when(rowCount > 0 && rowCount < fewTestRows, () => ({
        facts: { rowCount },
        ...(rowCount < train && split.validation === 0
          ? { fix: { path: ['split', 'test'], value: mostHeldOut } }
          : {}),
      })),
    words: ({ t, number }, { rowCount }) =>
      t('Small test set: {0} rows, so metrics depend on the seed', number(rowCount)),
  },
  'hyperparameter-ignored': {
    severity: 'warning',
    hint: 'ignored',
    find: ({ ignored, experiment: { hyperparameters } }) =>
      ignored.map((facts) => ({
        facts,
        ...(Object.hasOwn(hyperparameters, facts.name)
          ? { fix: { path: ['hyperparameters', facts.name] } }
          : {}),
      })),
    words: ({ t }, { name, because, value }) =>
      t('{0} has no effect while {1} is {2}.', name, because, value),
  },
  'features-counted': {
    severity: 'pass',
    hint: 'features',
    find: ({ features, featureCount }) => [{ facts: { columnCount: new Set(features).size, featureCount } }],
    words: ({ t, number }, { columnCount, featureCount }) =>
      columnCount === 1
        ? featureCount === 1
          ? t('1 column becomes 1 feature')
          : t('1 column becomes {0} features', number(featureCount))
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
