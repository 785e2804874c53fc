import { tableFindingWords } from '../../../data/findings/tableFindings.ts';
import type { Finding } from '../../../data/shapes/findings.ts';
import type { Profile } from '../../../data/shapes/profile.ts';
import type { FindingLine, FindingRemedy } from '../../kit/controls/Findings.tsx';
import { t } from '../../kit/language/language.ts';
import { full } from '../../kit/language/numbers.ts';
import { goToSection } from '../../kit/controls/Section.tsx';
import { sayFinding } from '../../kit/language/sayFinding.ts';
import type { TableEditing } from './tableEditing.ts';
import { withLeftOut, withMissing, withRead, withValues } from './tableEdits.ts';

interface Remedies {
  readonly editing: TableEditing;
  readonly chooseTarget: (column: string) => void;
  readonly openAsText: () => void;
  readonly saveWrongRows: () => void;
}

/** The findings in words, each with what can be done about it. */
export function findingLines(profile: Profile, remedies: Remedies): FindingLine[] {
  return profile.findings.map((finding) => ({
    severity: finding.severity,
    text: tableFindingWords(sayFinding, finding, profile),
    remedies: remediesOf(finding, profile, remedies),
  }));
}

function remediesOf(finding: Finding, profile: Profile, remedies: Remedies): readonly FindingRemedy[] {
  const { editing, chooseTarget, openAsText, saveWrongRows } = remedies;
  const { edits, edit } = editing;
  const [first = ''] = finding.columns;
  const asText = { label: t('Open as text'), onClick: openAsText };
  const howRead = { label: t('How it was read'), onClick: () => goToSection('reading') };
  switch (finding.kind) {
    case 'linear-relation':
      return [{ label: t('Use {0} as target', first), onClick: () => chooseTarget(first) }];
    case 'leakage':
    case 'collinear':
      return leaveOut(finding.columns.filter((name) => name !== editing.target).slice(-1), editing);
    case 'no-header':
      return [
        { label: t('Row 1 is the header'), onClick: () => edit(withRead(edits, { header: true })) },
        howRead,
      ];
    case 'wrong-rows':
      return [howRead, { label: t('Save as a file'), onClick: saveWrongRows }];
    case 'words-in-numbers':
      return [{ label: t('Take as values'), onClick: () => edit(withWords(profile, editing)) }, howRead];
    case 'sentinel':
      return markMissing(finding.columns, profile, editing);
    case 'skipped-lines':
    case 'unsure-reading':
      return [howRead];
    case 'missing-values':
    case 'duplicate-rows':
      return [asText];
    case 'small-table':
    case 'constant-column':
    case 'identifier-column':
    case 'text-column':
    case 'all-good':
      return [];
  }
}

function leaveOut(names: readonly string[], { edits, edit }: TableEditing): readonly FindingRemedy[] {
  return names.map((name) => {
    const isLeftOut = edits.leftOut?.includes(name) === true;
    return {
      label: isLeftOut ? t('Use {0} again', name) : t('Leave out {0}', name),
      onClick: () => edit(withLeftOut(edits, [name], !isLeftOut)),
    };
  });
}

const withWords = ({ reading }: Profile, { edits, values }: TableEditing) =>
  withValues(
    edits,
    values,
    reading.words.flatMap(({ words }) => words.map(({ word }) => word)),
  );

/** One click for all columns where something looks like a sign of a missing value. */
function markMissing(
  names: readonly string[],
  { columns }: Profile,
  { edits, edit }: TableEditing,
): readonly FindingRemedy[] {
  const suspected = columns.flatMap(({ name, numeric }) =>
    names.includes(name) && numeric?.sentinel !== undefined ? [{ name, value: numeric.sentinel.value }] : [],
  );
  const [first, ...others] = suspected;
  if (first === undefined) return [];
  return [
    {
      label: others.length === 0 ? t('Treat {0} as missing', full(first.value)) : t('Treat them as missing'),
      onClick: () =>
        edit(
          suspected.reduce(
            (edited, { name, value }) => withMissing(edited, name, String(value), true),
            edits,
          ),
        ),
    },
  ];
}
