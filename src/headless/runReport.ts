import { billsMoney } from '../aws/connections/types.ts';
import { columnsOf } from '../data/shapes/encoders/feature.ts';
import { namedMetrics } from '../learner/metrics/namedMetrics.ts';
import { connectionName } from './arguments.ts';
import { comparisonOf } from './comparison.ts';
import { figuresOf } from './figures.ts';
import { outcomesOf } from './limits.ts';
import type { Limit } from './limits.ts';
import { findingsOf } from './profiled.ts';
import type { RunReport } from './report.ts';
import type { Trained } from './train.ts';

/** A finished run as one object, with what became of its limits; `experimentPath` is where its experiment was kept. */
export function runReport(
  { record, evaluation, profile, items, seconds, place, other, verdict, crossValidation }: Trained,
  limits: readonly Limit[],
  experimentPath: string | undefined,
): RunReport {
  const { train, test, withoutTarget = 0, withGaps = 0, setAside = 0 } = record.rowCounts;
  const named = items.filter(({ severity }) => severity !== 'pass').map(({ kind }) => kind);
  const metrics = evaluation === undefined ? {} : namedMetrics(evaluation);
  return {
    experiment: experimentPath ?? null,
    read: profile.reading.options,
    rows: { total: profile.rowCount, train, test, dropped: withoutTarget + withGaps, setAside },
    features: record.preparation.features.map(({ encode, planned }) => ({
      column: columnsOf(planned).join(' × '),
      encode,
    })),
    ...figuresOf(evaluation),
    named: metrics,
    limits: [...outcomesOf(limits, crossValidation?.means ?? metrics)],
    crossValidation:
      crossValidation === undefined ? null : { ...crossValidation, scores: [...crossValidation.scores] },
    comparison:
      evaluation === undefined || other === undefined || verdict === undefined
        ? null
        : comparisonOf(evaluation, other, verdict),
    findings: [...new Set([...findingsOf(profile), ...named])],
    training: {
      connection: connectionName(place.connection),
      trainingJobName: record.trainingJobName,
      billableSeconds: billsMoney(place.connection) ? (place.billableSeconds ?? null) : null,
      mostUsd: place.mostUsd,
    },
    seconds: { ...seconds },
  };
}
