import type { Profile } from '../../../data/shapes/profile.ts';

/** The profile of a table of 200 rows for tests, of which only `facts` matter. */
export function profileWith(facts: Partial<Profile>): Profile {
  return {
    file: { name: 't.csv', sizeBytes: 1, sha256: '', delimiter: ',', encoding: 'UTF-8', newline: 'LF' },
    rowCount: 200,
    columns: [],
    duplicateRowCount: 0,
    head: [],
    tail: [],
    correlation: { columns: [], pearson: [] },
    points: { columns: [], rows: [], shownCount: 0, totalCount: 0 },
    findings: [],
    targetCandidates: [],
    ...facts,
  };
}
