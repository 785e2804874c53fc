import type { Finding, Profile } from '../../../data/shapes/profile.ts';
import type { FindingLine, FindingRemedy } from '../../kit/Findings.tsx';
import { t } from '../../kit/language.ts';
import { fixed, percent } from '../../kit/numbers.ts';
import { nameList } from './nameList.ts';

interface Remedies {
  readonly chooseTarget: (column: string) => void;
  readonly openAsText: () => void;
}

/** The findings in words, each with what can be done about it. */
export function findingLines(profile: Profile, remedies: Remedies): FindingLine[] {
  return profile.findings.map((finding) => ({
    severity: finding.severity,
    text: wordsOf(finding, profile),
    remedies: remediesOf(finding, remedies),
  }));
}

function remediesOf(
  { kind, columns: [target] }: Finding,
  { chooseTarget, openAsText }: Remedies,
): readonly FindingRemedy[] {
  if (kind === 'missing-values' || kind === 'duplicate-rows')
    return [{ label: t('Open as text'), onClick: openAsText }];
  return kind !== 'linear-relation' || target === undefined
    ? []
    : [{ label: t('Use {0} as target', target), onClick: () => chooseTarget(target) }];
}

function wordsOf(finding: Finding, profile: Profile): string {
  const number = (name: string) => Number(finding.facts[name] ?? 0);
  const column = finding.columns[0] ?? '';
  switch (finding.kind) {
    case 'linear-relation':
      return relationWords(finding, profile, number('r'));
    case 'collinear':
      return collinearWords(finding.columns, number('r'), number('pairCount'));
    case 'leakage':
      return t(
        '{0} and {1} are nearly identical (r = {2}): if one is the target, the other gives the answer away, so leave it out.',
        column,
        finding.columns[1] ?? '',
        fixed(number('r'), 4),
      );
    case 'small-table':
      return t(
        'Only {0} rows. Holding out a third leaves {1} test rows, so metrics will vary with the seed of the split.',
        fixed(profile.rowCount),
        fixed(Math.ceil(profile.rowCount * 0.33)),
      );
    case 'missing-values':
      return missingWords(finding.columns, profile);
    case 'duplicate-rows':
      return t('{0} rows repeat an earlier row.', fixed(number('count')));
    case 'constant-column':
      return constantWords(finding.columns);
    case 'identifier-column':
      return identifierWords(finding.columns);
    case 'text-column':
      return textWords(finding.columns, profile);
    case 'all-good':
      return t('No missing values, no duplicate rows, no constant columns.');
  }
}

const columnOf = (name: string, { columns }: Profile) => columns.find((column) => column.name === name);

function missingWords(names: readonly string[], profile: Profile): string {
  const missing = (name: string) => columnOf(name, profile)?.missingCount ?? 0;
  const share = (name: string) => percent(missing(name) / Math.max(1, profile.rowCount));
  const [name = ''] = names;
  if (names.length > 1)
    return t(
      '{0} have missing values: they are left out of training until those are filled in.',
      nameList(names.map((one) => t('{0} ({1})', one, share(one)))),
    );
  return missing(name) === 1
    ? t('{0} has 1 missing value: it is left out of training until that value is filled in.', name)
    : t(
        '{0} has {1} missing values ({2} of the rows): it is left out of training until they are filled in.',
        name,
        fixed(missing(name)),
        share(name),
      );
}

function constantWords(names: readonly string[]): string {
  return names.length > 1
    ? t(
        '{0} have the same value in every row, so they carry no information and are not used as features.',
        nameList(names),
      )
    : t(
        '{0} has the same value in every row, so it carries no information and is not used as a feature.',
        names[0] ?? '',
      );
}

function identifierWords(names: readonly string[]): string {
  return names.length > 1
    ? t('{0} look like identifiers: they number the rows and have no predictive value.', nameList(names))
    : t('{0} looks like an identifier: it numbers the rows and has no predictive value.', names[0] ?? '');
}

function textWords(names: readonly string[], profile: Profile): string {
  const [name = ''] = names;
  return names.length > 1
    ? t('{0} are text: only the target can be text, so they are not used as features.', nameList(names))
    : t(
        '{0} is text with {1} distinct values: only the target can be text, so it is not used as a feature.',
        name,
        fixed(columnOf(name, profile)?.distinctCount),
      );
}

function relationWords({ columns: [target = '', other = ''] }: Finding, profile: Profile, r: number): string {
  const values = [target, other, fixed(r, 3), fixed(profile.rowCount)] as const;
  return r > 0
    ? t('{0} rises linearly with {1}: r = {2} over {3} rows.', ...values)
    : t('{0} falls linearly with {1}: r = {2} over {3} rows.', ...values);
}

function collinearWords([a = '', b = '']: readonly string[], r: number, pairCount: number): string {
  const words = t(
    '{0} and {1} are strongly correlated (r = {2}): their coefficients will trade off against each other.',
    a,
    b,
    fixed(r, 3),
  );
  if (pairCount < 2) return words;
  const more =
    pairCount === 2 ? t('So is one more pair.') : t('So are {0} more pairs.', fixed(pairCount - 1));
  return `${words} ${more}`;
}
