import type { EstimatedProgress } from '../../../data/shapes/progress.ts';
import { ProgressRow } from './ProgressRow.tsx';
import { t } from '../language/language.ts';
import { percent } from '../language/numbers.ts';
import { leftWords, progressShare, progressWords } from './progressWords.ts';

interface ProgressLineProps {
  /** undefined while it is not known how far it is. */
  readonly progress: EstimatedProgress | undefined;
  readonly onCancel: () => void;
}

/** What is being read beside what is already known, how far it is, and the way to leave it there. */
export function ProgressLine({ progress, onCancel }: ProgressLineProps) {
  const share = progress && progressShare(progress);
  const words = progress === undefined ? t('Reading') : progressWords(progress);
  const left = progress && leftWords(progress);
  const rest = [...(left === undefined ? [] : [left]), t('you can work meanwhile')];
  return (
    <ProgressRow
      words={words}
      rest={rest}
      share={share}
      spoken={share === undefined ? '' : t('{0} read', percent(Math.floor(share * 4) / 4))}
      stop={t('Cancel')}
      onStop={onCancel}
    />
  );
}
