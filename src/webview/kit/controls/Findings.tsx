import type { ComponentChildren } from 'preact';
import { Icon, Link } from './controls.tsx';
import { Explained } from './Explained.tsx';
import { t } from '../language/language.ts';

export interface FindingLine {
  readonly severity: 'error' | 'warning' | 'info' | 'good';
  readonly text: ComponentChildren;
  /** What was checked, and why it matters. */
  readonly hint?: string;
  /** Ways out, the likeliest first. */
  readonly remedies?: readonly FindingRemedy[];
}

export interface FindingRemedy {
  readonly label: string;
  readonly onClick: () => void;
}

const looks = {
  error: { icon: 'error', tone: 'bad' },
  warning: { icon: 'warning', tone: 'warn' },
  info: { icon: 'info', tone: 'info' },
  good: { icon: 'pass', tone: 'ok' },
} as const;

/** Sentences with their severity and the way to act on each. */
export function Findings({
  lines,
  label,
  isOld = false,
}: {
  readonly lines: readonly FindingLine[];
  readonly label?: string;
  /** They are about something that has changed since. */
  readonly isOld?: boolean;
}) {
  return (
    <ul class={isOld ? 'findings old' : 'findings'} aria-label={label ?? t('Findings')}>
      {lines.map(({ severity, text, hint, remedies = [] }, index) => (
        <li key={index}>
          <Icon name={looks[severity].icon} tone={looks[severity].tone} />
          <span>{hint === undefined ? text : <Explained text={hint}>{text}</Explained>}</span>
          <Remedies remedies={remedies} />
        </li>
      ))}
    </ul>
  );
}

function Remedies({ remedies }: { readonly remedies: readonly FindingRemedy[] }) {
  if (remedies.length === 0) return null;
  return (
    <span class="remedies">
      {remedies.map(({ label, onClick }) => (
        <Link key={label} onClick={onClick}>
          {label}
        </Link>
      ))}
    </span>
  );
}
