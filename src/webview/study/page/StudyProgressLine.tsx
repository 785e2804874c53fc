import { ProgressRow } from '../../kit/controls/ProgressRow.tsx';
import { t } from '../../kit/language/language.ts';
import { duration, fixed, percent } from '../../kit/language/numbers.ts';
import type { ShownStudy } from '../contract.ts';
import { trainingsWords } from './studyWords.ts';

interface StudyProgressLineProps {
  readonly shown: ShownStudy;
  readonly onStop: () => void;
}

/** How many trainings are done, and the way to stop; what closing the page does. */
export function StudyProgressLine({ shown, onStop }: StudyProgressLineProps) {
  const { doneCount, trialCount, secondsLeft } = shown;
  const words = t('{0} of {1} done', fixed(doneCount), trainingsWords(trialCount));
  const left = secondsLeft === undefined ? [] : [t('about {0} left', duration(Math.max(1, secondsLeft)))];
  const rest = [...left, t('stops when this page is closed, and can then be resumed')];
  return (
    <ProgressRow
      words={words}
      rest={rest}
      share={doneCount / trialCount}
      spoken={t('{0} done', percent(Math.floor((4 * doneCount) / trialCount) / 4))}
      stop={t('Stop')}
      onStop={onStop}
    />
  );
}
