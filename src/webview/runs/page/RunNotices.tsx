import { useState } from 'preact/hooks';
import type { CatchingUp, RunsContract, RunsReady } from '../contract.ts';
import { Button } from '../../kit/controls/controls.tsx';
import { FailureLine, MessageLine } from '../../kit/controls/MessageLine.tsx';
import { ProgressBar } from '../../kit/controls/ProgressBar.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { useLate } from '../../kit/page/useLate.ts';
import type { Port } from '../../kit/page/port.ts';

interface RunNoticesProps {
  readonly state: RunsReady;
  readonly port: Port<RunsContract>;
  readonly run: (request: Promise<unknown>) => void;
}

/** Runs of which something is not known, and records that cannot be used. */
export function RunNotices({ state, port, run }: RunNoticesProps) {
  const { catchingUp, catchUpFailure, lookFailure, incompleteCount, uncheckedTables, unreadable } = state;
  const isLate = useLate(catchingUp !== undefined);
  const isChecking = useLate(uncheckedTables > 0);
  return (
    <>
      {catchingUp !== undefined && isLate && (
        <Progress {...catchingUp} onCancel={() => run(port.request('cancel', {}))} />
      )}
      {isChecking && (
        <p class="q s" role="status">
          {t(
            'Looking whether the tables of runs have changed; the filter “changed” finds them as they are found.',
          )}
        </p>
      )}
      {lookFailure && <FailureLine failure={lookFailure} takeAction={port.takeAction} />}
      {catchUpFailure && <FailureLine failure={catchUpFailure} takeAction={port.takeAction} />}
      {catchingUp === undefined && incompleteCount > 0 && (
        <MessageLine
          icon="beaker"
          tone="info"
          actions={[{ label: t('Look up'), onClick: () => run(port.request('catchUp', {})) }]}
        >
          {incompleteCount === 1
            ? t('It is not known how 1 run ended, or how good its model is.')
            : t('It is not known how {0} runs ended, or how good their models are.', fixed(incompleteCount))}
        </MessageLine>
      )}
      {unreadable.count > 0 && <Unreadable {...unreadable} />}
    </>
  );
}

function Progress({ onCancel, ...progress }: CatchingUp & { readonly onCancel: () => void }) {
  const words = progressText(progress);
  const { done, of } = progress;
  return (
    <div class="progress-line">
      <span>
        {words}
        <span class="q"> · {t('you can work meanwhile')}</span>
      </span>
      <Button secondary onClick={onCancel}>
        {t('Cancel')}
      </Button>
      <ProgressBar label={words} share={of === 0 ? undefined : done / of} />
    </div>
  );
}

function progressText({ step, done, of }: CatchingUp): string {
  const at = fixed(Math.min(of, done + 1));
  switch (step) {
    case 'finding':
      return of === 0 ? t('Looking for runs') : t('Looking at training job {0} of {1}', at, fixed(of));
    case 'describing':
      return of === 0
        ? t('Looking up how runs ended')
        : t('Looking up how run {0} of {1} ended', at, fixed(of));
    case 'evaluating':
      return t('Evaluating {0} of {1} runs', at, fixed(of));
  }
}

function Unreadable({ count, first }: RunsReady['unreadable']) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <MessageLine
        icon="warning"
        tone="warn"
        actions={[{ label: isOpen ? t('Hide details') : t('Show details'), onClick: () => setOpen(!isOpen) }]}
      >
        {count === 1 ? t('1 run record cannot be used.') : t('{0} run records cannot be used.', fixed(count))}
      </MessageLine>
      {isOpen && (
        <ul class="runs-unreadable s">
          {first.map(({ name, reason }) => (
            <li key={`${name} ${reason}`}>
              <code>{name}</code> {reason}
            </li>
          ))}
          {count > first.length && <li class="q">{t('and {0} more', fixed(count - first.length))}</li>}
        </ul>
      )}
    </>
  );
}
