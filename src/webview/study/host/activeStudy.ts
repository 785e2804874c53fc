import type { Trial } from '../../../data/shapes/study.ts';
import type { Studies, Study } from '../../../studies/studies.ts';
import { succeeded } from '../../../studies/summary.ts';

export interface ActiveStudy {
  readonly studyId: string;
  /** With what has ended so far. */
  readonly study: () => Study;
  readonly secondsLeft: () => number | undefined;
  readonly stop: () => void;
  /** Once nothing of it runs; rejects when it failed or was stopped. */
  readonly ended: Promise<void>;
}

interface ActiveOptions {
  /** Stops it too. */
  readonly signal: AbortSignal;
  /** More is known: called as often as it happens. */
  readonly onChange: () => void;
}

/** Runs a study, or what is left of it; trials that failed are among what is left. */
export function startStudy(
  studies: Pick<Studies, 'run'>,
  { record, trials }: Study,
  { signal, onChange }: ActiveOptions,
): ActiveStudy {
  const stopping = new AbortController();
  const byIndex = new Map<number, Trial>(succeeded(trials).map((trial) => [trial.index, trial]));
  let secondsLeft: number | undefined;
  const ended = studies.run(record.studyId, {
    signal: AbortSignal.any([signal, stopping.signal]),
    onTrial(trial) {
      byIndex.set(trial.index, trial);
      onChange();
    },
    onProgress(progress) {
      ({ secondsLeft } = progress);
      onChange();
    },
  });
  return {
    studyId: record.studyId,
    study: () => ({ record, trials: [...byIndex.values()].toSorted((a, b) => a.index - b.index) }),
    secondsLeft: () => secondsLeft,
    stop: () => stopping.abort(),
    ended,
  };
}
