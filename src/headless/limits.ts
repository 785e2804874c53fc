import { nearest } from '../learner/hyperparameters/validate.ts';
import type { PredictorType } from '../learner/hyperparameters/spec.ts';
import { metricNames, metricNamesOf } from '../learner/metrics/metricNames.ts';
import type { MetricName, NamedMetrics } from '../learner/metrics/metricNames.ts';
import { decimalOf } from './decimal.ts';
import { headlessFailure } from './errors.ts';

/** What the held-out rows must show: a metric that is not below, or not above, a value. */
export interface Limit {
  readonly metric: MetricName;
  readonly failsWhen: 'below' | 'above';
  readonly value: number;
}

/** A limit, and what the model has reached. */
export interface LimitOutcome extends Limit {
  /** null: undefined on the held-out rows, or none are held out. */
  readonly reached: number | null;
  readonly isMet: boolean;
}

/** Of METRIC=VALUE. Throws 'usage'. */
export function parseLimit(failsWhen: Limit['failsWhen'], given: string): Limit {
  const option = `--fail-${failsWhen}`;
  const [, name = '', text = ''] = /^([^=]*)=(.*)$/s.exec(given) ?? [];
  const value = decimalOf(text);
  if (name === '' || !Number.isFinite(value))
    throw refused(`${option} takes METRIC=VALUE, such as r2=0.9: ${given} is not of that form.`);
  const metric = metricNames.find((known) => known === name);
  if (metric !== undefined) return { metric, failsWhen, value };
  const suggestion = nearest(name.toLowerCase(), metricNames);
  throw refused(
    `${option}: there is no metric ${name}. ${suggestion === undefined ? `There are ${metricNames.join(', ')}.` : `Is ${suggestion} meant?`}`,
  );
}

const refused = (problem: string) => headlessFailure('usage', { problem }, problem);

/** Before anything is trained: throws 'metric-undefined' for a metric that models of this type do not have. */
export function requireMetrics(limits: readonly Limit[], predictorType: PredictorType): void {
  const known = metricNamesOf(predictorType);
  const unknown = limits.find(({ metric }) => !known.includes(metric));
  if (unknown === undefined) return;
  const { metric } = unknown;
  throw headlessFailure(
    'metric-undefined',
    { metric, predictorType },
    `${metric} is not defined for a ${predictorType}, which has ${known.join(', ')}.`,
  );
}

/** A metric that is undefined on the held-out rows meets no limit. */
export const outcomesOf = (limits: readonly Limit[], metrics: NamedMetrics): readonly LimitOutcome[] =>
  limits.map((limit) => {
    const reached = metrics[limit.metric] ?? null;
    return { ...limit, reached, isMet: reached !== null && isWithin(limit, reached) };
  });

const isWithin = ({ failsWhen, value }: Limit, reached: number) =>
  failsWhen === 'below' ? reached >= value : reached <= value;
