import { keepSchedules, newCloud } from './cloud.ts';
import { planMishaps, planStrikes, powerCut, type Strikes } from './mishaps.ts';
import { type Oracle, openOracle } from './oracle.ts';
import {
  ada,
  deletionOnRecord,
  adaElsewhere,
  isAwake,
  type Life,
  minuteMs,
  type Scene,
  type Seat,
  startMs,
  struck,
} from './scene.ts';
import { planUser } from './user.ts';
import { newMachine, openWindow, type Part, type Window } from './window.ts';
import { openWorld, type World } from './world.ts';

/**
 * Simulates the endpoints of one user from deployment until long after their leases, with faults.
 *
 * Real: everything above the requests of the SDK, above node:fs/promises and above timers: deploying, leases, journal, keepers, looks,
 * src/aws with its errors and loops, and the SDK's retries as a connection configures them. Simulated: what an attempt of a call resolves
 * to (clients.ts), the disk with what a power cut takes from it (disk.ts), time, random numbers, process ids and sleep (world.ts), and
 * the user (user.ts).
 */
export async function live(seed: number, without: Part | undefined): Promise<Life> {
  const world = openWorld(seed, startMs);
  const scene = newScene(world);
  const oracle = openOracle(scene);
  for (const cloud of [scene.cloud, scene.other])
    keepSchedules(cloud, world, (endpoint) => oracle.deleted(endpoint, cloud, 'schedule'));
  const strikes = planStrikes(scene);
  const open = (seat: Seat) => openAt(scene, seat, { oracle, strikes, without });
  for (const seat of [scene.home, scene.away])
    seat.machine.disk.beforeChange = async (change) => {
      const fault = strikes.onDisk(seat, change);
      if (fault === undefined) return;
      if (fault === 'power-cut') powerCut(scene, seat);
      else for (const program of seat.machine.programs) program.isAlive = false;
      await new Promise<never>(() => {});
    };
  open(scene.home);
  const isScheduled = world.chance(0.75);
  const leaseMinutes = (scene.dueMs - startMs) / minuteMs - 1;
  planUser(scene, { leaseMinutes, isScheduled, withDeleter: isScheduled && without !== 'c' });
  planMishaps(scene, open, (window) => {
    scene.note('window closed');
    window.program.isAlive = false;
  });
  const endMs = scene.lastMs + 25 * minuteMs;
  world.at(startMs + minuteMs, () => oracle.watch(endMs));

  // Most lives end soon after their endpoints; some go on, for what windows may still do to others.
  const isLong = world.chance(0.2);
  const isOver = () =>
    !isLong && world.nowMs() > Math.max(scene.lastLivedMs, scene.lastFaultMs) + 15 * minuteMs;
  await world.runUntil(scene.lastMs, isOver);
  if (isOver()) return scene.life;
  // Whatever happened: whoever opens VS Code once more has it ended.
  strikes.end();
  const { home } = scene;
  if (home.windows.every((window) => !isAwake(window, scene))) {
    home.machine.sleepsUntilMs = 0;
    home.elsewhereUntilMs = 0;
    open(home);
  }
  await world.runUntil(endMs);
  return scene.life;
}

function newScene(world: World): Scene {
  const diary: string[] = [];
  const dueMs = startMs + (Math.round(world.between(10, 45)) + 1) * minuteMs;
  const cloud = newCloud('111122223333');
  cloud.countsZero = world.chance(0.5);
  const newSeat = (): Seat => ({ machine: newMachine(world), elsewhereUntilMs: 0, windows: [] });
  const idle = {
    afterMinutes: world.chance(0.4) ? Math.round(world.between(15, 40)) : 0,
    deletes: world.chance(0.5),
  };
  const life: Life = {
    isOrphan: false,
    wrongDeletions: 0,
    silentMinutes: 0,
    awakeMinutes: 0,
    deletedBy: [],
    faults: new Set(),
    acts: new Set(),
    diary,
  };
  return {
    world,
    cloud,
    other: newCloud('444455556666'),
    home: newSeat(),
    away: newSeat(),
    mine: new Map(),
    life,
    lastFaultMs: -Infinity,
    lastLivedMs: startMs + 5 * minuteMs,
    idle,
    dueMs,
    lastMs: dueMs + world.between(60, 200) * minuteMs,
    note: (text) => void diary.push(`${((world.nowMs() - startMs) / minuteMs).toFixed(1)} ${text}`),
  };
}

interface Opening {
  readonly oracle: Oracle;
  readonly strikes: Strikes;
  readonly without: Part | undefined;
}

/** Opens a window, maybe with the process id of a program that has died. */
function openAt(scene: Scene, seat: Seat, { oracle, strikes, without }: Opening): Window {
  const { world, cloud, other, home } = scene;
  const dead = seat.machine.programs.find(({ isAlive, pid }) => !isAlive && !world.isRunning(pid));
  const isReused = dead !== undefined && world.chance(0.3);
  const program = world.start(seat.machine, isReused ? dead.pid : undefined);
  scene.note(`window opened on machine ${seat === home ? 1 : 2}`);
  if (isReused) struck(scene, 'pid-reused');
  const window = openWindow(
    {
      world,
      program,
      signIn: () =>
        seat.elsewhereUntilMs > world.nowMs()
          ? { callerArn: adaElsewhere, cloud: other }
          : { callerArn: ada, cloud },
      faultOf: (operation) => strikes.faultOf(operation),
      onDeleted(endpoint, where) {
        const by = deletionOnRecord(seat.machine, endpoint.name);
        if (by === 'idle') scene.life.acts.add('idle-deletes');
        oracle.deleted(endpoint, where, by);
      },
    },
    without,
    scene.idle,
  );
  seat.windows.push(window);
  return window;
}
