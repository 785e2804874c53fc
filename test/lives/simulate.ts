import { forgetShown, shown } from '../fakeVscode.ts';
import { failureText } from '../../src/platform/serviceMessages.ts';
import { live } from './life.ts';
import type { Act, Keeper, Life, LifeFault } from './scene.ts';
import type { Part } from './window.ts';
import { takeOverDisks } from './disk.ts';
import { takeOverClocks } from './world.ts';

export interface Figures {
  readonly lives: number;
  readonly orphans: number;
  readonly wrongDeletions: number;
  readonly silentMinutes: number;
  readonly awakeMinutes: number;
  readonly deletedBy: Record<Keeper, number>;
  readonly faults: Record<LifeFault, number>;
  /** Lives in which the user or a setting did this. */
  readonly acts: Record<Act, number>;
}

interface Request {
  readonly lives: number;
  readonly seed: number;
  readonly without?: Part | undefined;
  readonly onLife?: (seed: number, life: Life) => void;
}

/** Simulates lives of endpoints, the same for the same seed, and counts what went wrong in them. */
export async function simulateLives({ lives, seed, without, onLife }: Request): Promise<Figures> {
  const figures = {
    lives,
    orphans: 0,
    wrongDeletions: 0,
    silentMinutes: 0,
    awakeMinutes: 0,
    deletedBy: { a: 0, b: 0, c: 0, user: 0 },
    faults: {
      killed: 0,
      throttled: 0,
      denied: 0,
      'lost-before': 0,
      'lost-after': 0,
      'power-cut': 0,
      'pid-reused': 0,
      clock: 0,
      asleep: 0,
      'two-windows': 0,
      'two-machines': 0,
      colleague: 0,
      'other-account': 0,
      'deleted-elsewhere': 0,
      'name-taken': 0,
      'schedule-lost': 0,
      'role-removed': 0,
    },
    acts: {
      extend: 0,
      delete: 0,
      'save-and-delete': 0,
      redeploy: 0,
      'idle-deletes': 0,
      'idle-proposes': 0,
    },
  };
  // Loads the texts, which would come between two events otherwise.
  await failureText(new Error('first'));
  const restoreClocks = takeOverClocks();
  const restoreDisks = takeOverDisks();
  const { stackTraceLimit } = Error;
  // Nobody looks at the stacks of simulated failures, which take a third of the time.
  Error.stackTraceLimit = 0;
  try {
    for (let index = 0; index < lives; index += 1) {
      const lifeSeed = seed * 1_000_003 + index;
      forgetShown();
      const life = await live(lifeSeed, without);
      if (shown.some(({ message }) => /received no requests|no data on requests/.test(message)))
        life.acts.add('idle-proposes');
      onLife?.(lifeSeed, life);

      if (life.isOrphan) figures.orphans += 1;
      figures.wrongDeletions += life.wrongDeletions;
      figures.silentMinutes += life.silentMinutes;
      figures.awakeMinutes += life.awakeMinutes;
      for (const keeper of life.deletedBy) figures.deletedBy[keeper] += 1;
      for (const fault of life.faults) figures.faults[fault] += 1;
      for (const act of life.acts) figures.acts[act] += 1;
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    restoreDisks();
    restoreClocks();
  }
  return figures;
}
