import { Icon } from './controls.tsx';
import { t } from '../language/language.ts';

export interface Phase {
  readonly name: string;
  readonly state: 'done' | 'now' | 'todo' | 'failed' | 'stopped';
  /** "2 min 12 s"; empty when not begun. */
  readonly duration: string;
  readonly detail?: string;
  /** Share done of the running phase, 0 to 1, where known. */
  readonly share?: number;
}

const looks = {
  done: { icon: 'pass', tone: 'ok' },
  now: { icon: 'loading', tone: 'info' },
  todo: { icon: 'circle-large-outline', tone: 'q' },
  failed: { icon: 'error', tone: 'bad' },
  stopped: { icon: 'debug-stop', tone: 'warn' },
} as const;

/** The phases of something long: bar, icon, duration, detail. */
export function PhaseBar({ phases }: { readonly phases: readonly Phase[] }) {
  return (
    <ol class="phases" aria-label={t('Phases')}>
      {phases.map((phase) => (
        <li
          key={phase.name}
          class={`phase-${phase.state}`}
          aria-current={phase.state === 'now' ? 'step' : undefined}
        >
          <div class="phase-line">
            <i style={{ width: `${shareOf(phase) * 100}%` }} />
          </div>
          <div class="phase-name">
            <Icon name={looks[phase.state].icon} tone={looks[phase.state].tone} /> <span>{phase.name}</span>
            <span class="unseen">{stateWord(phase.state)}</span>
          </div>
          <div class="phase-duration num">{phase.duration}</div>
          {phase.detail !== undefined && <div class="phase-detail q s">{phase.detail}</div>}
        </li>
      ))}
    </ol>
  );
}

function shareOf({ state, share }: Phase): number {
  if (state === 'done') return 1;
  return state === 'todo' ? 0 : (share ?? 0.5);
}

function stateWord(state: Phase['state']): string {
  const words = {
    done: t('done'),
    now: t('running'),
    todo: t('to come'),
    failed: t('failed'),
    stopped: t('stopped'),
  };
  return words[state];
}
