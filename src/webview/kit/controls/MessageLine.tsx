import type { ComponentChildren } from 'preact';
import type { FailureMessage } from '../../contract/messages.ts';
import { Icon, Link } from './controls.tsx';
import type { Tone } from './controls.tsx';

interface MessageLineProps {
  readonly icon: string;
  readonly tone: Tone;
  readonly children: ComponentChildren;
  readonly actions?: readonly { readonly label: string; readonly onClick: () => void }[];
  /** An error is said once, at once; the rest waits for its turn. */
  readonly role?: 'status' | 'alert';
}

/** One line under the page head: what is the matter and what to do. */
export function MessageLine({ icon, tone, children, actions = [], role = 'status' }: MessageLineProps) {
  return (
    <div class="msg" role={role}>
      <Icon name={icon} tone={tone} />
      <span>{children}</span>
      {actions.length > 0 && (
        <span class="msg-actions">
          {actions.map(({ label, onClick }) => (
            <Link key={label} onClick={onClick}>
              {label}
            </Link>
          ))}
        </span>
      )}
    </div>
  );
}

interface FailureLineProps {
  readonly failure: FailureMessage;
  readonly takeAction: (id: string) => void;
}

export function FailureLine({ failure, takeAction }: FailureLineProps) {
  const actions = failure.actions.map(({ id, label }) => ({ label, onClick: () => takeAction(id) }));
  return (
    <MessageLine icon="error" tone="bad" role="alert" actions={actions}>
      {failure.message}
    </MessageLine>
  );
}
