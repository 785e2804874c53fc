import { plainReadOptions } from '../../data/shapes/read.ts';
import type { Profile } from '../../data/shapes/profile.ts';

/** The profile of a table of 200 rows for tests, of which only `facts` matter. */
export function profileWith(facts: Partial<Profile>): Profile {
  return {
    file: { name: 't.csv', sizeBytes: 1, sha256: '', delimiter: ',', encoding: 'utf-8', newline: 'LF' },
    reading: {
      options: plainReadOptions,
      unsure: [],
      headerRule: 'names-over-values',
      skipped: [],
      skippedCount: 0,
      wrongRows: [],
      wrongRowCount: 0,
      dropped: [],
      names: [],
      words: [],
    },
    rowCount: 200,
    shown: { kind: 'exact' },
    columnCount: 0,
    firstColumn: 0,
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
