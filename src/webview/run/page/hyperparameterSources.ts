import type { RunFollowed } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { fixed, full } from '../../kit/language/numbers.ts';

export interface HyperparameterRow {
  readonly name: string;
  readonly used: string;
  readonly standard: string;
  /** Who decided: the experiment, the data, or the race of the models. */
  readonly source: string;
  readonly hint: string;
}

type Facts = Pick<RunFollowed, 'curves' | 'data' | 'known'> & {
  readonly job: Pick<RunFollowed['job'], 'hyperparameters'>;
};

/** What the job was given or what won, and apart from them what stayed at SageMaker's defaults. */
export function hyperparameterRows({ job, curves, known, data }: Facts): {
  readonly decided: readonly HyperparameterRow[];
  readonly others: readonly HyperparameterRow[];
  /** How many could be set in the experiment, and how many were; undefined for a job made elsewhere. */
  readonly set?: { readonly count: number; readonly of: number };
} {
  const row = (name: string, used: string, source: string): HyperparameterRow => ({
    name,
    used,
    source,
    standard: valueText(known[name]?.default ?? ''),
    hint: known[name]?.hint ?? '',
  });
  const given = Object.entries(job.hyperparameters).map(([name, value]) =>
    row(name, valueText(value), sourceOf(name, data?.chosen)),
  );
  const won = Object.entries(curves.winner ?? {})
    .filter(([name]) => !(name in job.hyperparameters))
    .map(([name, value]) => row(name, settingText(value), t('best model')));
  const decided = [...given, ...won];
  const names = new Set(decided.map(({ name }) => name));
  const others = Object.entries(known)
    .filter(([name]) => !names.has(name))
    .map(([name, entry]) => row(name, valueText(entry.default), t('default')));
  const settable = Object.keys(known).filter((name) => name !== 'predictor_type');
  return {
    decided,
    others,
    ...(data === undefined ? {} : { set: { count: data.chosen.length, of: settable.length } }),
  };
}

/** `chosen` are those set in the experiment, where it is known. */
function sourceOf(name: string, chosen: readonly string[] | undefined): string {
  if (chosen === undefined) return t('training job');
  if (name === 'predictor_type') return t('problem type');
  if (chosen.includes(name)) return t('experiment');
  return name === 'mini_batch_size' ? t('fitted to the data') : t('from the data');
}

/** Whole numbers are grouped; anything else is unchanged. */
const valueText = (value: string) => (/^\d+$/.test(value) ? fixed(Number(value)) : value);

const tellingDigits = 4;

/** A setting that the training chose: drawn numbers have more digits than they tell. */
export const settingText = (value: string | number): string =>
  typeof value === 'number' ? full(Number(value.toPrecision(tellingDigits))) : valueText(value);
