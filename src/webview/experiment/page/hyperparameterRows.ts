import type { ExperimentReady, HyperparameterFacts } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';

/** One line of the form's table. */
export interface HyperparameterRow {
  readonly facts: HyperparameterFacts;
  readonly value: string;
  readonly why: string;
  /** It is set in the file. */
  readonly isSet: boolean;
}

type Known = Pick<ExperimentReady, 'experiment' | 'hyperparameters' | 'preflight'>;

/** Hyperparameters set in the file or derived from the table; with `all`, every one that applies to the problem. */
export function hyperparameterRows(state: Known, all: boolean): readonly HyperparameterRow[] {
  const { experiment, hyperparameters } = state;
  const rows = hyperparameters.flatMap((facts): HyperparameterRow[] => {
    const given = experiment.hyperparameters[facts.name];
    if (given !== undefined) return [{ facts, value: String(given), why: whySet(facts), isSet: true }];
    const derived = derivedRow(state, facts);
    if (derived !== undefined) return [derived];
    return all && facts.needs === undefined
      ? [{ facts, value: facts.default, why: facts.meaning, isSet: false }]
      : [];
  });
  return [...rows, ...strangers(state)];
}

const whySet = ({ needs, meaning }: HyperparameterFacts) =>
  needs === undefined ? meaning : t('No effect unless {0} is {1}.', needs.name, needs.values.join(t(' or ')));

/** What the table decides where the file does not. */
function derivedRow({ preflight }: Known, facts: HyperparameterFacts): HyperparameterRow | undefined {
  if (preflight.kind !== 'known') return undefined;
  const { miniBatchSize, rowCounts, classes } = preflight;
  if (facts.name === 'num_classes' && classes !== undefined)
    return { facts, value: String(classes.count), why: t('from the data'), isSet: false };
  if (facts.name !== 'mini_batch_size') return undefined;
  const why = t(
    'fits {0} training rows: {1} full batches',
    fixed(rowCounts.train),
    fixed(Math.floor(rowCounts.train / miniBatchSize)),
  );
  return { facts, value: String(miniBatchSize), why, isSet: false };
}

/** Those in the file that belong to another problem. */
function strangers({ experiment, hyperparameters }: Known): readonly HyperparameterRow[] {
  const known = new Set(hyperparameters.map(({ name }) => name));
  return Object.entries(experiment.hyperparameters).flatMap(([name, given]) =>
    given === undefined || known.has(name)
      ? []
      : [
          {
            facts: { name, kind: 'text', default: '–', meaning: '', hint: '', range: '', choices: [] },
            value: String(given),
            why: t('No effect: it does not apply to this problem.'),
            isSet: true,
          },
        ],
  );
}
