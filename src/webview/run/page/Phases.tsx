import type { RunFollowed, RunPhase } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { bytes, duration, fixed } from '../../kit/language/numbers.ts';
import { PhaseBar } from '../../kit/controls/PhaseBar.tsx';

/** Prepare, Upload, Start, Train, Save: how long each took and what it did. */
export function Phases({ state, now }: { readonly state: RunFollowed; readonly now: number }) {
  const names = phaseNames();
  const phases = state.phases.map((phase) => {
    const detail = detailOf(phase, state);
    const share = phase.name === 'train' ? shareTrained(state) : undefined;
    return {
      name: names[phase.name],
      state: phase.state,
      duration: durationOf(phase, now),
      ...(detail === undefined ? {} : { detail }),
      ...(share === undefined ? {} : { share }),
    };
  });
  return <PhaseBar phases={phases} />;
}

export const phaseNames = (): Record<RunPhase['name'], string> => ({
  prepare: t('Prepare'),
  upload: t('Upload'),
  start: t('Start'),
  train: t('Train'),
  save: t('Save'),
});

function durationOf({ durationMs, startedAt, state }: RunPhase, now: number): string {
  if (durationMs !== undefined) return duration(durationMs / 1000);
  return state === 'now' && startedAt !== undefined ? duration(Math.max(0, now - startedAt) / 1000) : '';
}

function shareTrained({ curves }: RunFollowed): number {
  return Math.min(1, curves.epochCount / Math.max(1, curves.plannedEpochs));
}

function detailOf({ name }: RunPhase, { data, job, curves }: RunFollowed): string | undefined {
  switch (name) {
    case 'prepare':
      return data && t('{0} train, {1} test rows', fixed(data.rowCounts.train), fixed(data.rowCounts.test));
    case 'upload':
      return data && `${bytes(data.uploadedBytes)}, ${data.format === 'csv' ? 'CSV' : 'RecordIO'}`;
    case 'start':
      return job.instanceType;
    case 'train':
      return curves.losses.length === 0
        ? undefined
        : t(
            'epoch {0} of {1}, {2} models side by side',
            fixed(curves.epochCount),
            fixed(curves.plannedEpochs),
            fixed(curves.losses.length),
          );
    case 'save':
      return undefined;
  }
}
