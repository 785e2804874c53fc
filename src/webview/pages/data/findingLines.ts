import type { Finding, Profile } from '../../../data/profile/types.ts';
import type { FindingLine } from '../kit/Findings.tsx';
import { t } from '../kit/language.ts';
import { fixed, percent } from '../kit/numbers.ts';

interface Remedies {
  readonly chooseTarget: (column: string) => void;
  readonly openAsText: () => void;
}

/** The findings in words, each with what can be done about it. */
export function findingLines(profile: Profile, remedies: Remedies): FindingLine[] {
  return profile.findings.map((finding) => {
    const line = { severity: finding.severity, text: wordsOf(finding, profile) };
    const remedy = remedyOf(finding, profile, remedies);
    return remedy === undefined ? line : { ...line, remedy };
  });
}

function remedyOf(
  finding: Finding,
  profile: Profile,
  { chooseTarget, openAsText }: Remedies,
): FindingLine['remedy'] | undefined {
  if (finding.kind === 'missing-values' || finding.kind === 'duplicate-rows')
    return { label: t('Open as text'), onClick: openAsText };
  const target = finding.kind === 'linear-relation' ? relationTarget(finding, profile) : undefined;
  return target === undefined
    ? undefined
    : { label: t('Use {0} as target', target), onClick: () => chooseTarget(target) };
}

/** The likelier target of the two related columns. */
function relationTarget({ columns }: Finding, { targetCandidates }: Profile): string | undefined {
  return targetCandidates.find((name) => columns.includes(name)) ?? columns.at(-1);
}

function wordsOf(finding: Finding, profile: Profile): string {
  const number = (name: string) => Number(finding.facts[name] ?? 0);
  const column = finding.columns[0] ?? '';
  switch (finding.kind) {
    case 'linear-relation':
      return relationWords(finding, profile, number('r'));
    case 'leakage':
      return t(
        '{0} and {1} are all but the same (r = {2}): if one is the target, the other gives the answer away: leave it out.',
        column,
        finding.columns[1] ?? '',
        fixed(number('r'), 4),
      );
    case 'small-table':
      return t(
        '{0} rows: small. A third held out is {1} rows, so test metrics will change with the split seed.',
        fixed(profile.rowCount),
        fixed(Math.ceil(profile.rowCount * 0.33)),
      );
    case 'missing-values':
      return t(
        '{0} has {1} missing values ({2} of the rows). Fill them in, or leave the column out: missing values are not supported yet.',
        column,
        fixed(number('count')),
        percent(number('count') / Math.max(1, profile.rowCount)),
      );
    case 'duplicate-rows':
      return t('{0} rows repeat an earlier row.', fixed(number('count')));
    case 'constant-column':
      return t(
        '{0} has the same value in every row: it cannot tell rows apart, so it is left out as a feature.',
        column,
      );
    case 'identifier-column':
      return t('{0} looks like an identifier: it numbers the rows and predicts nothing.', column);
    case 'outliers':
      return t('{0} has {1} values far from the rest.', column, fixed(number('count')));
    case 'text-column':
      return t('{0} is text with {1} values.', column, fixed(number('distinctCount')));
    case 'all-good':
      return t('No missing values, no duplicate rows, no constant columns.');
  }
}

function relationWords(finding: Finding, profile: Profile, r: number): string {
  const target = relationTarget(finding, profile) ?? '';
  const other = finding.columns.find((name) => name !== target) ?? '';
  const values = [target, other, fixed(r, 3), fixed(profile.rowCount)] as const;
  return r > 0
    ? t('{0} rises with {1} along a line: r = {2} over {3} rows.', ...values)
    : t('{0} falls with {1} along a line: r = {2} over {3} rows.', ...values);
}
