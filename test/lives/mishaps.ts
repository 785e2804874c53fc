import { mostAttempts } from '../../src/aws/connections/patience.ts';
import type { CallFault } from './clients.ts';
import {
  addOthers,
  bob,
  eve,
  type LifeFault,
  minuteMs,
  ownEndpoint,
  type Scene,
  type Seat,
  startMs,
  struck,
} from './scene.ts';
import type { Window } from './window.ts';

/** Faults that strike a program in the middle of something: its next call or, if so said, its next change on the disk. */
export interface Strikes {
  faultOf(operation: string): CallFault | undefined;
  /** Before a change on the disk of a seat. */
  onDisk(seat: Seat, change: string): 'killed' | 'power-cut' | undefined;
  /** No more of them. */
  end(): void;
}

export function planStrikes(scene: Scene): Strikes {
  const { world, dueMs, lastMs } = scene;
  const anyTime = () => world.between(startMs + 2 * minuteMs, lastMs - 20 * minuteMs);
  /** Where things matter most: the deployment, the end of the lease, or anywhere. */
  const badTime = () =>
    world.pick([
      () => startMs + minuteMs + world.between(0, 10_000),
      () => dueMs + world.between(-3, 5) * minuteMs,
      () => dueMs + world.between(0, 2000),
      anyTime,
    ])();
  const times = (most: number) => Array.from({ length: Math.floor(world.between(0, most)) }, badTime);
  const calls = times(4).flatMap((atMs) => {
    const fault = world.pick<CallFault>(['killed', 'throttled', 'denied', 'lost-before', 'lost-after']);
    // The SDK hides a passing fault by trying again, so that some last for several attempts.
    const isLong = fault !== 'killed' && world.chance(0.5);
    const attempts = isLong ? Math.floor(world.between(2, mostAttempts + 2)) : 1;
    return Array.from({ length: attempts }, () => ({ atMs, fault }));
  });
  const changes = times(1.5).map((atMs) => ({
    atMs: atMs + world.between(0, 5000),
    fault: world.pick<'killed' | 'power-cut'>(['killed', 'power-cut', 'power-cut']),
  }));
  const take = <T>(all: { atMs: number; fault: T }[]): T | undefined => {
    const index = all.findIndex(({ atMs }) => atMs <= world.nowMs());
    return index < 0 ? undefined : all.splice(index, 1)[0]?.fault;
  };
  return {
    faultOf(operation) {
      const fault = take(calls);
      if (fault !== undefined) struck(scene, fault, ` at ${operation}`);
      return fault;
    },
    onDisk(seat, change) {
      // Nothing of interest is on the disk of a machine that has only looked.
      const fault = seat === scene.home ? take(changes) : undefined;
      if (fault !== undefined) struck(scene, fault, ` before ${change}`);
      return fault;
    },
    end() {
      calls.length = 0;
      changes.length = 0;
    },
  };
}

/** What goes wrong around the programs. */
export function planMishaps(
  scene: Scene,
  open: (seat: Seat) => Window,
  close: (window: Window) => void,
): void {
  const { world, home, away, cloud, other, dueMs, lastMs } = scene;
  const anyTime = () => world.between(startMs + 2 * minuteMs, lastMs - 20 * minuteMs);
  const happens = (kind: LifeFault, p: number, atMs: number, act: () => void) => {
    if (!world.chance(p)) return;
    world.at(atMs, () => {
      struck(scene, kind);
      act();
    });
  };
  happens('clock', 0.3, world.between(startMs, dueMs), () => {
    home.machine.skewMs = world.pick([-1, 1]) * 24 * 60 * minuteMs;
  });
  happens('asleep', 0.25, world.between(startMs + minuteMs, dueMs), () => {
    home.machine.sleepsUntilMs = dueMs + world.between(-5, 90) * minuteMs;
  });
  happens('two-windows', 0.3, anyTime(), () => void open(home));
  happens('two-machines', 0.3, anyTime(), () => void open(away));
  happens('colleague', 0.3, startMs, () => {
    addOthers(scene, cloud, 'bobs-1', bob);
    addOthers(scene, cloud, 'nobodys-1', undefined);
  });
  happens('other-account', 0.2, anyTime(), () => {
    for (const name of scene.mine.keys()) addOthers(scene, other, name, eve);
    home.elsewhereUntilMs = world.nowMs() + world.between(1, 60) * minuteMs;
  });
  happens('schedule-lost', 0.15, anyTime(), () => {
    for (const one of scene.mine.values()) {
      cloud.schedules.delete(one.name);
      one.isScheduled = false;
    }
  });
  happens('role-removed', 0.1, anyTime(), () => {
    cloud.hasDeleterRole = false;
    for (const one of scene.mine.values()) one.isScheduled = false;
  });
  happens('power-cut', 0.1, anyTime(), () => powerCut(scene, home));
  happens('deleted-elsewhere', 0.1, anyTime(), () => {
    for (const { name } of scene.mine.values()) {
      const endpoint = ownEndpoint(scene, name);
      if (endpoint === undefined) continue;
      endpoint.deletedAtMs = world.nowMs();
      if (!world.chance(0.5)) continue;
      // A colleague takes the name, in the console, and with our tags.
      cloud.schedules.delete(name);
      world.at(world.nowMs() + 3 * minuteMs, () => {
        struck(scene, 'name-taken');
        addOthers(scene, cloud, name, bob);
      });
    }
  });
  if (world.chance(0.5)) world.at(anyTime(), () => home.windows.forEach(close));
  const reopen = (atMs: number, lastsMs: number) =>
    world.at(atMs, () => {
      const window = open(home);
      world.at(world.nowMs() + lastsMs, () => close(window));
    });
  if (world.chance(0.5)) reopen(anyTime(), world.between(3, 4) * minuteMs);
  if (world.chance(0.4)) reopen(anyTime(), world.between(20, 120) * minuteMs);
}

/** Every program of the machine dies, and its disk loses what was not synced. */
export function powerCut({ note }: Scene, { machine }: Seat): void {
  note('power cut');
  for (const program of machine.programs) program.isAlive = false;
  machine.disk.powerCut();
}
