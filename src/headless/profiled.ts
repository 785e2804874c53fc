import { meaningOf } from '../data/findings/meaning.ts';
import type { ColumnProfile, Profile } from '../data/shapes/profile.ts';
import type { ProfileReport } from './report.ts';

/** How a table is read and what its columns are. */
export const profileReport = (profile: Profile): ProfileReport => ({
  rows: profile.rowCount,
  read: profile.reading.options,
  columns: profile.columns.map((column) => ({
    name: column.name,
    meaning: meaningOf(column),
    why: column.why,
    missing: column.missingCount,
    distinct: column.distinctCount,
    ...extremesOf(column),
  })),
  findings: findingsOf(profile),
});

/** Dates as ISO 8601. */
function extremesOf({
  numeric,
  dates,
  exact,
}: ColumnProfile): Pick<ProfileReport['columns'][number], 'min' | 'max'> {
  if (numeric !== undefined) return { min: numeric.min, max: numeric.max };
  if (exact !== undefined) return exact;
  if (dates === undefined) return { min: null, max: null };
  return { min: new Date(dates.first).toISOString(), max: new Date(dates.last).toISOString() };
}

/** The kinds of what is worth knowing of a table. */
export const findingsOf = ({ findings }: Profile): string[] => [
  ...new Set(findings.filter(({ severity }) => severity !== 'good').map(({ kind }) => kind)),
];
