import { useState } from 'preact/hooks';
import type { RunsContract, RunsReady } from '../contract.ts';
import { Button } from '../../kit/controls/controls.tsx';
import { FailureLine, MessageLine } from '../../kit/controls/MessageLine.tsx';
import { ProgressBar } from '../../kit/controls/ProgressBar.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import type { Port } from '../../kit/page/port.ts';

interface RunNoticesProps {
  readonly state: RunsReady;
  readonly port: Port<RunsContract>;
  readonly run: (request: Promise<unknown>) => void;
}

/** Runs that have no metrics yet, and runs that cannot be read. */
export function RunNotices({ state, port, run }: RunNoticesProps) {
  const { evaluating, evaluationFailure, unevaluatedCount, unreadable } = state;
  return (
    <>
      {evaluating !== undefined && (
        <Evaluating {...evaluating} onCancel={() => run(port.request('cancel', {}))} />
      )}
      {evaluationFailure && <FailureLine failure={evaluationFailure} takeAction={port.takeAction} />}
      {evaluating === undefined && unevaluatedCount > 0 && (
        <MessageLine
          icon="beaker"
          tone="info"
          actions={[{ label: t('Evaluate'), onClick: () => run(port.request('evaluateMissing', {})) }]}
        >
          {unevaluatedCount === 1
            ? t('1 run has no metrics yet: it was not evaluated on its held-out rows.')
            : t(
                '{0} runs have no metrics yet: they were not evaluated on their held-out rows.',
                fixed(unevaluatedCount),
              )}
        </MessageLine>
      )}
      {unreadable.count > 0 && <Unreadable {...unreadable} />}
    </>
  );
}

function Evaluating({
  at,
  count,
  onCancel,
}: NonNullable<RunsReady['evaluating']> & { readonly onCancel: () => void }) {
  const words = t('Evaluating {0} of {1} runs', fixed(at), fixed(count));
  return (
    <div class="progress-line">
      <span>
        {words}
        <span class="q"> · {t('you can work meanwhile')}</span>
      </span>
      <Button secondary onClick={onCancel}>
        {t('Cancel')}
      </Button>
      <ProgressBar label={words} share={(at - 1) / count} />
    </div>
  );
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
        {count === 1
          ? t('1 record of a run cannot be used.')
          : t('{0} records of runs cannot be used.', fixed(count))}
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
