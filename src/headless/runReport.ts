import { columnsOf } from '../data/shapes/encoders/feature.ts';
import { figuresOf } from './figures.ts';
import { findingsOf } from './profiled.ts';
import type { RunReport } from './report.ts';
import type { Trained } from './train.ts';

/** A finished run as one object; `experimentPath` is where its experiment was kept. */
export function runReport(
  { record, evaluation, profile, items, seconds }: Trained,
  experimentPath: string | undefined,
): RunReport {
  const { train, test, withoutTarget = 0, withGaps = 0, setAside = 0 } = record.rowCounts;
  const named = items.filter(({ severity }) => severity !== 'pass').map(({ kind }) => kind);
  return {
    experiment: experimentPath ?? null,
    read: profile.reading.options,
    rows: { total: profile.rowCount, train, test, dropped: withoutTarget + withGaps, setAside },
    features: record.preparation.features.map(({ encode, planned }) => ({
      column: columnsOf(planned).join(' × '),
      encode,
    })),
    ...figuresOf(evaluation),
    findings: [...new Set([...findingsOf(profile), ...named])],
    seconds: { ...seconds },
  };
}
