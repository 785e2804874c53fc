import { isIdentifier } from '../experiment/usable.ts';
import type { ColumnFacts, Finding, Profile } from '../shapes/profile.ts';

type Known = Pick<Profile, 'columns' | 'correlation' | 'rowCount' | 'duplicateRowCount' | 'targetCandidates'>;

const smallTableRows = 100;
const strongCorrelation = 0.8;
const leakingCorrelation = 0.999;
const maxFindings = 5;

/** At most five things worth telling, warnings first, the good news last. */
export function findingsOf(profile: Known): Finding[] {
  const problems = [...columnFindings(profile), ...duplicateFindings(profile)];
  const findings = [...relationFindings(profile), ...smallTableFindings(profile), ...problems];
  const order = { warning: 0, info: 1, good: 2 };
  const shown = findings.toSorted((a, b) => order[a.severity] - order[b.severity]).slice(0, maxFindings);
  return problems.length > 0
    ? shown
    : [...shown, { kind: 'all-good', severity: 'good', columns: [], facts: {} }];
}

/** One finding a kind, of all the columns that it holds for. */
function columnFindings({ columns, rowCount }: Known): Finding[] {
  const find = (
    kind: Finding['kind'],
    severity: Finding['severity'],
    holds: (column: ColumnFacts) => boolean,
  ): Finding[] => {
    const names = columns.filter(holds).map(({ name }) => name);
    return names.length === 0 ? [] : [{ kind, severity, columns: names, facts: {} }];
  };
  const isConstant = ({ distinctCount, missingCount }: ColumnFacts) =>
    distinctCount === 1 && missingCount === 0 && rowCount > 1;
  return [
    ...find('missing-values', 'warning', ({ missingCount }) => missingCount > 0),
    ...find('constant-column', 'warning', isConstant),
    ...find('identifier-column', 'warning', isIdentifier),
    ...find(
      'text-column',
      'info',
      (column) => column.type === 'text' && !isConstant(column) && !isIdentifier(column),
    ),
  ];
}

function duplicateFindings({ duplicateRowCount }: Known): Finding[] {
  return duplicateRowCount === 0
    ? []
    : [{ kind: 'duplicate-rows', severity: 'info', columns: [], facts: { count: duplicateRowCount } }];
}

function smallTableFindings({ rowCount }: Known): Finding[] {
  return rowCount >= smallTableRows
    ? []
    : [{ kind: 'small-table', severity: 'warning', columns: [], facts: { rowCount } }];
}

interface Pair {
  readonly columns: readonly [string, string];
  readonly r: number;
}

/** What the likeliest target follows, and which features say much the same. */
function relationFindings({ correlation, rowCount, targetCandidates }: Known): Finding[] {
  const pairs = strongPairs(correlation);
  const target = targetCandidates[0] ?? '';
  const ofTarget = pairs.filter(({ columns }) => columns.includes(target));
  const ofFeatures = pairs.filter(({ columns }) => !columns.includes(target));
  return [...targetFindings(target, ofTarget, rowCount), ...collinearFindings(ofFeatures)];
}

/** Pairs of different columns with a strong relation, the strongest first. */
function strongPairs({ columns, pearson }: Known['correlation']): Pair[] {
  const pairs = columns.flatMap((a, i) =>
    columns.slice(i + 1).map((b, j): Pair => ({ columns: [a, b], r: pearson[i]?.[i + 1 + j] ?? 0 })),
  );
  return pairs
    .filter(({ r }) => Math.abs(r) >= strongCorrelation)
    .toSorted((a, b) => Math.abs(b.r) - Math.abs(a.r));
}

function targetFindings(target: string, [strongest]: readonly Pair[], rowCount: number): Finding[] {
  if (strongest === undefined) return [];
  const { columns, r } = strongest;
  const leaks = Math.abs(r) > leakingCorrelation && rowCount > 3;
  return [
    {
      kind: leaks ? 'leakage' : 'linear-relation',
      severity: leaks ? 'warning' : 'info',
      columns: [target, ...columns.filter((name) => name !== target)],
      facts: { r, rowCount },
    },
  ];
}

function collinearFindings(pairs: readonly Pair[]): Finding[] {
  const [strongest] = pairs;
  if (strongest === undefined) return [];
  const facts = { r: strongest.r, pairCount: pairs.length };
  return [{ kind: 'collinear', severity: 'warning', columns: strongest.columns, facts }];
}
