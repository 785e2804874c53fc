import { higherIsBetter } from '../../../learner/metrics/metricNames.ts';
import { t } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import type { ComparedRows, RankedTrial, VariationsResult } from '../contract.ts';
import { editsWords, pathWords } from './studyWords.ts';

/** The best one, and whether chance alone could have put it there. */
export function bestWords(
  { metric, ranked, base }: Pick<VariationsResult, 'metric' | 'ranked' | 'base'>,
  isDone: boolean,
  isOneOut: boolean,
): string {
  const [best, second] = ranked;
  if (best === undefined) return t('No variation has been evaluated yet.');
  const values = [metricLabel(metric), metricText(metric, best.value), editsWords(best.edits)] as const;
  const leads = isDone
    ? t('The best {0} is {1}: {2}.', ...values)
    : t('The best {0} so far is {1}: {2}.', ...values);
  const chance = isOneOut ? undefined : chanceWords(best, base ?? second);
  return chance === undefined ? leads : `${leads} ${chance}`;
}

/** A lead within the interval of the held-out rows may be chance. */
function chanceWords(best: RankedTrial, other: RankedTrial | undefined): string | undefined {
  if (other === undefined || other.index === best.index) return undefined;
  if (best.low === undefined || best.high === undefined) return undefined;
  const isWithin = other.value >= best.low && other.value <= best.high;
  const words = editsWords(other.edits);
  return isWithin
    ? t(
        'Other held-out rows could put it level with {0}: prefer the simpler of them, or cross-validate.',
        words,
      )
    : t('Other held-out rows would hardly put it level with {0}.', words);
}

/** What leaving a feature out costs: above 0 where the metric gets worse. */
export function worthOf(
  trial: RankedTrial,
  { metric, base }: Pick<VariationsResult, 'metric' | 'base'>,
): number {
  const change = trial.value - (base?.value ?? trial.value);
  return higherIsBetter(metric) ? -change : change;
}

/** On which rows trials are compared, where that is not plain. */
export function comparedRowsWords(rows: ComparedRows): string | undefined {
  switch (rows.kind) {
    case 'same':
      return rows.withoutGapsIn.length === 0
        ? undefined
        : t(
            'Rows without a value for {0} are left out of every training, also of those that do not use it, so that all are compared on the same held-out rows.',
            rows.withoutGapsIn.join(', '),
          );
    case 'differ':
      return t(
        'Which rows are held out depends on what is varied ({0}), so that part of each difference is between rows, not between models.',
        rows.paths.map(pathWords).join(', '),
      );
  }
}
