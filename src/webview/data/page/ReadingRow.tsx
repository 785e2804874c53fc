import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Link } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';

interface ReadingRowProps {
  readonly term: string;
  readonly value: ComponentChildren;
  /** By which rule it was decided, or that it is not certain. */
  readonly reason?: string | undefined;
  /** Who decided, where it was not found in the file. */
  readonly changedBy?: string | undefined;
  /** What most people would change, as one click. */
  readonly shortcut?: { readonly label: string; readonly onClick: () => void } | undefined;
  readonly onBack: () => void;
  /** The controls that change it at once. */
  readonly children?: ComponentChildren;
}

/** A decision on how a file is read: what it is and why, and on request the controls to change it. */
export function ReadingRow(props: ReadingRowProps) {
  const { term, value, reason, changedBy, shortcut, onBack, children } = props;
  const [isOpen, setOpen] = useState(false);
  const row = useRef<HTMLElement>(null);
  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    // The keyboard follows: into the controls, and back to the link that opened them.
    if (isOpen) row.current?.querySelector<HTMLElement>('vscode-single-select, vscode-textfield')?.focus();
    else if (wasOpen.current) row.current?.querySelector<HTMLElement>('.change')?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  const notes = [reason, changedBy].filter((note) => note !== undefined);
  return (
    <div class="how-row">
      <dt>{term}</dt>
      <dd
        ref={row}
        onKeyDown={({ key }) => {
          if (key === 'Escape') setOpen(false);
        }}
      >
        {isOpen ? (
          <span class="how-controls">{children}</span>
        ) : (
          <span>
            {value}
            {notes.length > 0 && <span class="q s how-note">{notes.join('; ')}</span>}
          </span>
        )}
        <span class="how-acts">
          {shortcut !== undefined && !isOpen && <Link onClick={shortcut.onClick}>{shortcut.label}</Link>}
          {changedBy !== undefined && <Link onClick={onBack}>{t('Reset to detected')}</Link>}
          {children !== undefined && (
            <button
              type="button"
              class="link change"
              aria-expanded={isOpen}
              aria-label={isOpen ? t('Done with {0}', term) : t('Change {0}…', term)}
              onClick={() => setOpen(!isOpen)}
            >
              {isOpen ? t('Done') : t('Change…')}
            </button>
          )}
        </span>
      </dd>
    </div>
  );
}
