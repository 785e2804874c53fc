// Every kind of finding about a table: what it needs to hold and how it is said. A new one is its facts in shapes/findings.ts, a row
// in the file of what it is about, and its remedies in findingRemedies.ts of the Data page; rows of one severity are shown in the
// order of this registry.
import { columnKinds } from './columnFindings.ts';
import { readingKinds } from './readingFindings.ts';
import { relationKinds } from './relationFindings.ts';
import type { Finding, FindingKind } from '../shapes/findings.ts';
import type { Say } from './say.ts';
import { targetKinds } from './targetFindings.ts';
import type { Explored, TableKind, TableKinds, WordedTable } from './tableKind.ts';

const tableKinds: TableKinds<FindingKind> = {
  ...relationKinds,
  ...targetKinds,
  ...readingKinds,
  ...columnKinds,
  'all-good': {
    severity: 'good',
    find: (explored) =>
      problems.some((kind) => tableKinds[kind].find(explored)) ? undefined : { facts: {} },
    words: ({ t }) => t('No missing values, no duplicate rows, no constant columns.'),
  },
};

/** What `all-good` says there is none of. */
const problems = [
  'missing-values',
  'constant-column',
  'identifier-column',
  'text-column',
  'duplicate-rows',
] as const satisfies readonly FindingKind[];

/** A finding names no more columns: there can be thousands. */
const mostNamed = 100;

/** What is worth knowing about a table, warnings first, and the good news last. */
export function findTableFindings(explored: Explored): Finding[] {
  // SAFETY: the keys of a constant.
  const kinds = Object.keys(tableKinds) as FindingKind[];
  const findings = kinds.flatMap((kind): Finding[] => {
    const { find, severity } = tableKinds[kind];
    const found = find(explored);
    if (found === undefined) return [];
    const { columns = [] } = found;
    const named = { columns: columns.slice(0, mostNamed), columnCount: columns.length };
    // SAFETY: a row finds the facts of its own kind.
    return [{ severity, ...found, ...named, kind } as Finding];
  });
  const order = { warning: 0, info: 1, good: 2 };
  return findings.toSorted((a, b) => order[a.severity] - order[b.severity]);
}

/** The finding in the user's words. */
export function tableFindingWords(
  say: Say,
  { kind, facts, columns, columnCount = columns.length }: Finding,
  { rowCount }: Pick<WordedTable, 'rowCount'>,
): string {
  // SAFETY: a finding has the facts of its kind, which an index cannot follow.
  const { words } = tableKinds[kind] as TableKind<unknown>;
  return words(say, facts, columns, { rowCount, columnCount });
}
