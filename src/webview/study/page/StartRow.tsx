import type { ComponentChildren } from 'preact';
import { Button } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { duration, fixed } from '../../kit/language/numbers.ts';
import type { StudyReady } from '../contract.ts';
import { kindName, trainingsWords } from './studyWords.ts';

interface StartRowProps {
  readonly state: StudyReady;
  /** How many models it trains; undefined while the form does not say. */
  readonly count: number | undefined;
  readonly onStart: () => void;
  readonly children?: ComponentChildren;
}

/** The button that starts, and before it is pressed: how many trainings, and about how long. */
export function StartRow({ state, count, onStart, children }: StartRowProps) {
  const { running, tab, mostTrials } = state;
  const refusal = refusalOf(count, mostTrials);
  return (
    <div class="start-row">
      <Button
        disabled={refusal !== undefined || count === undefined || running !== undefined}
        onClick={onStart}
      >
        {startWords(tab)}
      </Button>
      <span class="q s" aria-live="polite">
        {refusal !== undefined && <span class="field-problem">{refusal}</span>}
        {refusal === undefined && count !== undefined && sizeWords(state, count)}
        {running !== undefined && ` ${waitingWords(state)}`}
      </span>
      {children}
    </div>
  );
}

function startWords(kind: StudyReady['tab']): string {
  return kind === 'learning-curve' ? t('Draw the learning curve') : kindName(kind);
}

function refusalOf(count: number | undefined, most: number): string | undefined {
  if (count === undefined) return undefined;
  if (count === 0) return t('There is nothing to vary yet: choose something and give it values.');
  if (count > most)
    return t(
      '{0} trainings are too many: at most {1}. Give fewer values, or search at random.',
      fixed(count),
      fixed(most),
    );
  return undefined;
}

/** Trainings, how many at a time, and about how long. */
function sizeWords({ trialMs, parallel }: StudyReady, count: number): string {
  const trainings = trainingsWords(count);
  const width = Math.min(parallel, count);
  const words = width > 1 ? t('{0}, {1} at a time', trainings, fixed(width)) : trainings;
  if (trialMs === undefined) return t('{0}. How long it takes is known once the first has ended.', words);
  const seconds = (Math.ceil(count / width) * trialMs) / 1000;
  return t('{0}: about {1}, from earlier trainings.', words, duration(seconds));
}

function waitingWords({ running, tab }: StudyReady): string {
  return running?.kind === tab
    ? t('One is running.')
    : t('Another study is running: {0}.', kindName(running?.kind ?? tab));
}
