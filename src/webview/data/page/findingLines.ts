import { tableFindingWords } from '../../../data/findings/tableFindings.ts';
import type { Profile } from '../../../data/shapes/profile.ts';
import type { FindingLine } from '../../kit/controls/Findings.tsx';
import { sayFinding } from '../../kit/language/sayFinding.ts';
import { remediesOf } from './findingRemedies.ts';
import type { Remedies } from './findingRemedies.ts';

/** The findings in words, each with what can be done about it. */
export function findingLines(profile: Profile, remedies: Remedies): FindingLine[] {
  return profile.findings.map((finding) => ({
    severity: finding.severity,
    text: tableFindingWords(sayFinding, finding, profile),
    remedies: remediesOf(finding, profile, remedies),
  }));
}
