import { useState } from 'preact/hooks';
import type { Profile } from '../../../data/shapes/profile.ts';
import { Link } from '../../kit/controls/controls.tsx';
import { Findings } from '../../kit/controls/Findings.tsx';
import type { FindingLine } from '../../kit/controls/Findings.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';

/** A page is read from its top: more of them than this on request. */
const shownAtFirst = 5;

interface TableFindingsProps {
  readonly lines: readonly FindingLine[];
  readonly profile: Profile;
}

/** What is worth knowing about the table, the most important first. */
export function TableFindings({ lines, profile }: TableFindingsProps) {
  const [all, setAll] = useState(false);
  const shown = all ? lines : lines.slice(0, shownAtFirst);
  return (
    <>
      <Findings lines={ofSample(shown, profile)} />
      {lines.length > shownAtFirst && (
        <p class="s more-findings">
          <Link onClick={() => setAll(!all)}>
            {all ? t('Show the {0} most important', shownAtFirst) : t('Show all {0}', fixed(lines.length))}
          </Link>
        </p>
      )}
    </>
  );
}

/** Findings with what they are from, while that is not all rows. */
function ofSample(lines: readonly FindingLine[], { shown }: Profile): readonly FindingLine[] {
  if (shown.kind === 'exact') return lines;
  const from = t('From the first {0} rows', fixed(shown.rows));
  return lines.map(({ text, ...line }) => ({
    ...line,
    text: (
      <>
        {text} <span class="q">{from}</span>
      </>
    ),
  }));
}
