import type { Finding, Profile } from './types.ts';

type Known = Pick<Profile, 'columns' | 'correlation' | 'rowCount' | 'duplicateRowCount'>;

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

function columnFindings({ columns, rowCount }: Known): Finding[] {
  return columns.flatMap((column): Finding[] => {
    const { name, missingCount, distinctCount, type } = column;
    const found: Finding[] = [];
    if (missingCount > 0)
      found.push({
        kind: 'missing-values',
        severity: 'warning',
        columns: [name],
        facts: { count: missingCount, rowCount },
      });
    if (distinctCount === 1 && rowCount > 1)
      found.push({ kind: 'constant-column', severity: 'warning', columns: [name], facts: {} });
    if (type === 'text')
      found.push({ kind: 'text-column', severity: 'info', columns: [name], facts: { distinctCount } });
    if (type === 'integer' && distinctCount === rowCount && rowCount > 10 && /(^|_| )id$/i.test(name))
      found.push({ kind: 'identifier-column', severity: 'warning', columns: [name], facts: {} });
    return found;
  });
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

/** The strongest pair of different columns, when it is strong. */
function relationFindings({ correlation, rowCount }: Known): Finding[] {
  let best: { a: string; b: string; r: number } | undefined;
  for (const [i, a] of correlation.columns.entries()) {
    for (const [j, b] of correlation.columns.entries()) {
      const r = correlation.pearson[i]?.[j] ?? 0;
      if (j > i && Math.abs(r) > Math.abs(best?.r ?? 0)) best = { a, b, r };
    }
  }
  if (best === undefined || Math.abs(best.r) < strongCorrelation) return [];
  const leaks = Math.abs(best.r) > leakingCorrelation && rowCount > 3;
  return [
    {
      kind: leaks ? 'leakage' : 'linear-relation',
      severity: leaks ? 'warning' : 'info',
      columns: [best.a, best.b],
      facts: { r: best.r, rowCount },
    },
  ];
}
