import type { EstimatedProgress } from '../../../data/shapes/progress.ts';
import { Button } from '../../kit/controls/controls.tsx';
import { ProgressBar } from '../../kit/controls/ProgressBar.tsx';
import { t } from '../../kit/language/language.ts';
import { percent } from '../../kit/language/numbers.ts';
import { leftWords, progressShare, progressWords } from './progressWords.ts';

interface ProgressLineProps {
  readonly progress: EstimatedProgress;
  readonly onCancel: () => void;
}

/** What is being read beside what is already known, how far it is, and the way to leave it there. */
export function ProgressLine({ progress, onCancel }: ProgressLineProps) {
  const share = progressShare(progress);
  const words = progressWords(progress);
  const rest = [leftWords(progress), t('you can work meanwhile')].filter((one) => one !== undefined);
  return (
    <div class="progress-line">
      <span>
        {words}
        <span class="q">{rest.map((one) => ` · ${one}`)}</span>
      </span>
      <Button secondary onClick={onCancel}>
        {t('Cancel')}
      </Button>
      <ProgressBar label={words} {...(share === undefined ? {} : { share })} />
      <span class="unseen" role="status">
        {share === undefined ? '' : t('{0} read', percent(Math.floor(share * 4) / 4))}
      </span>
    </div>
  );
}
