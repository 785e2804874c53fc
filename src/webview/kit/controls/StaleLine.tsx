import { t } from '../language/language.ts';
import { clock } from '../language/numbers.ts';
import { MessageLine } from './MessageLine.tsx';

interface StaleLineProps {
  readonly fileName: string;
  /** When the shown table was read, ISO 8601. */
  readonly readAt: string;
  readonly why: 'changed' | 'deleted';
  readonly onReadAgain: () => void;
}

/** Says that the table on disk has changed since the page read it. */
export function StaleLine({ fileName, readAt, why, onReadAgain }: StaleLineProps) {
  const time = clock(readAt, false);
  return (
    <MessageLine icon="history" tone="warn" actions={[{ label: t('Read again'), onClick: onReadAgain }]}>
      {why === 'deleted'
        ? t('{0} was deleted. This page shows it as it was at {1}.', fileName, time)
        : t('{0} changed on disk. This page shows it as it was at {1}.', fileName, time)}
    </MessageLine>
  );
}
