import { remedyOfTableFinding, tableFindingWords } from '../../../data/findings/tableFindings.ts';
import type { Finding } from '../../../data/shapes/findings.ts';
import type { Profile } from '../../../data/shapes/profile.ts';
import type { FindingLine, FindingRemedy } from '../../kit/controls/Findings.tsx';
import { t } from '../../kit/language/language.ts';
import { goToSection } from '../../kit/controls/Section.tsx';
import { sayFinding } from '../../kit/language/sayFinding.ts';

interface Remedies {
  readonly chooseTarget: (column: string) => void;
  readonly openAsText: () => void;
}

/** The findings in words, each with what can be done about it. */
export function findingLines(profile: Profile, remedies: Remedies): FindingLine[] {
  return profile.findings.map((finding) => ({
    severity: finding.severity,
    text: tableFindingWords(sayFinding, finding, profile),
    remedies: remediesOf(finding, remedies),
  }));
}

function remediesOf(
  { kind, columns: [target = ''] }: Finding,
  { chooseTarget, openAsText }: Remedies,
): readonly FindingRemedy[] {
  switch (remedyOfTableFinding(kind)) {
    case 'open-as-text':
      return [{ label: t('Open as text'), onClick: openAsText }];
    case 'show-reading':
      return [{ label: t('How it was read'), onClick: () => goToSection('reading') }];
    case 'use-as-target':
      return [{ label: t('Use {0} as target', target), onClick: () => chooseTarget(target) }];
    case 'none':
      return [];
  }
}
