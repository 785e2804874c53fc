import * as z from 'zod/mini';
import { deployOnRecord } from '../../src/runs/deploy.ts';
import { deleteOnRecord } from '../../src/runs/deleteOnRecord.ts';
import { extendLease } from '../../src/runs/extendLease.ts';
import { ownerTagOf } from '../../src/aws/tags.ts';
import {
  bills,
  type Cloud,
  type Endpoint,
  endpointIn,
  isCreating,
  keepSchedules,
  newCloud,
} from './cloud.ts';
import { type CallFault, region, type SignIn } from './operations.ts';
import { journalOfMachine, newMachine, openWindow, type Part, type Window } from './window.ts';
import { type Machine, openWorld, type World } from './world.ts';

export type LifeFault =
  | CallFault
  | 'clock'
  | 'asleep'
  | 'two-windows'
  | 'two-machines'
  | 'colleague'
  | 'other-account'
  | 'deleted-elsewhere'
  | 'schedule-lost'
  | 'role-removed';

export type Keeper = 'a' | 'b' | 'c' | 'user';

/** What became of one endpoint of a user. */
export interface Life {
  isOrphan: boolean;
  wrongDeletions: number;
  silentMinutes: number;
  awakeMinutes: number;
  deletedBy: Keeper | undefined;
  readonly faults: Set<LifeFault>;
  /** What happened, for whoever looks for the cause of a figure. */
  readonly diary: string[];
}

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 0, 1);
const endpointName = 'salary-8f3a';
const ada: SignIn['callerArn'] = 'arn:aws:iam::111122223333:user/ada';
const bob = 'arn:aws:iam::111122223333:user/bob';
const never = new AbortController().signal;

interface Seat {
  readonly machine: Machine;
  /** Until then its profile is signed in to another account. */
  elsewhereUntilMs: number;
  windows: Window[];
}

/** Simulates one endpoint from its deployment until long after its lease, with faults. */
export async function live(seed: number, without: Part | undefined): Promise<Life> {
  const world = openWorld(seed, startMs);
  const faults = new Set<LifeFault>();
  const diary: string[] = [];
  const life: Life = {
    isOrphan: false,
    wrongDeletions: 0,
    silentMinutes: 0,
    awakeMinutes: 0,
    deletedBy: undefined,
    faults,
    diary,
  };
  const note = (text: string) =>
    void diary.push(`${((world.nowMs() - startMs) / minuteMs).toFixed(1)} ${text}`);
  const cloud = newCloud();
  const other = newCloud();
  const seats: [Seat, Seat] = [newSeat(world), newSeat(world)];
  let lastFaultMs = -Infinity;
  /** The lease that the user was promised, and when the tags got it. */
  let promised: { untilMs: number; writtenMs: number; beforeMs: number } | undefined;
  let isScheduled = world.chance(0.75);
  const withDeleter = isScheduled && without !== 'c';
  let triesExtension = false;

  const deletedBy = (endpoint: Endpoint, where: Cloud, by: Keeper) => {
    note(`${endpoint.name} deleted by ${by}`);
    const isMine =
      where === cloud && endpoint.name === endpointName && endpoint.tags.owner === ownerTagOf(ada);
    const isFresh =
      promised !== undefined &&
      promised.writtenMs >= promised.beforeMs &&
      world.nowMs() - promised.writtenMs < minuteMs;
    const isEarly = by !== 'user' && promised !== undefined && world.nowMs() < promised.untilMs && !isFresh;
    if (!isMine || isEarly) {
      note('WRONG');
      life.wrongDeletions += 1;
    } else life.deletedBy = by;
  };
  for (const one of [cloud, other]) keepSchedules(one, world, (endpoint) => deletedBy(endpoint, one, 'c'));

  // Each strikes the next call after its time.
  const strikes: { atMs: number; fault: CallFault }[] = [];
  const addStrike = (atMs: number) =>
    strikes.push({
      atMs,
      fault: world.pick(['killed', 'throttled', 'denied', 'lost-before', 'lost-after']),
    });
  const faultOf = (operation: string): CallFault | undefined => {
    const index = strikes.findIndex(({ atMs }) => atMs <= world.nowMs());
    const [strike] = index < 0 ? [] : strikes.splice(index, 1);
    if (strike === undefined) return undefined;
    note(`${strike.fault} at ${operation}`);
    faults.add(strike.fault);
    lastFaultMs = world.nowMs();
    return strike.fault;
  };
  const signInOf = (seat: Seat): SignIn =>
    seat.elsewhereUntilMs > world.nowMs()
      ? { accountId: '444455556666', callerArn: 'arn:aws:iam::444455556666:user/ada', cloud: other }
      : { accountId: '111122223333', callerArn: ada, cloud };
  const open = (seat: Seat): Window => {
    const program = world.start(seat.machine);
    const calls = {
      world,
      program,
      signIn: () => signInOf(seat),
      faultOf,
      onDeleted: (endpoint: Endpoint, where: Cloud) => {
        const by = deletionOnRecord(seat.machine, endpoint.name);
        deletedBy(endpoint, where, by === 'window' ? 'a' : by === 'start-up' ? 'b' : 'user');
      },
    };
    note(`window opened on machine ${seats.indexOf(seat) + 1}`);
    const window = openWindow(calls, without);
    seat.windows.push(window);
    return window;
  };
  const close = (window: Window) => {
    note('window closed');
    window.program.isAlive = false;
  };
  const isAwake = ({ program }: Window) => program.isAlive && program.machine.sleepsUntilMs <= world.nowMs();
  const usable = (seat: Seat) => seat.windows.find(isAwake);

  const leaseMinutes = Math.round(world.between(10, 90));
  const dueMs = startMs + (leaseMinutes + 1) * minuteMs;
  const lastMs = dueMs + world.between(60, 200) * minuteMs;
  const anyTime = () => world.between(startMs + 2 * minuteMs, lastMs - 20 * minuteMs);
  /** Where things matter most: the deployment, the end of the lease, or anywhere. */
  const badTime = () =>
    world.pick([
      () => startMs + minuteMs + world.between(0, 10_000),
      () => dueMs + world.between(-3, 5) * minuteMs,
      () => dueMs + world.between(0, 2000),
      anyTime,
    ])();

  // The user deploys, and may extend or delete.
  const [home, away] = seats;
  const first = open(home);
  world.at(startMs + minuteMs, () =>
    world.as(first.program, async () => {
      const request = {
        endpointName,
        imageUri: 'image',
        modelS3Uri: 's3://bucket/model.tar.gz',
        roleArn: 'arn:aws:iam::111122223333:role/execution',
        instanceType: 'ml.m5.large',
        instanceCount: 1,
        origin: { trainingJobName: 'job-1' },
        leaseMinutes,
        deleter: withDeleter ? { roleArn: 'arn:aws:iam::111122223333:role/deleter' } : undefined,
        onUnscheduled: () => {
          isScheduled = false;
        },
      };
      await deployOnRecord(first.session, first.ledger, request, never).catch((error: unknown) =>
        note(`deploying failed: ${String(error)}`),
      );
      first.refresh();
    }),
  );
  const extend = async (seat: Seat) => {
    const window = usable(seat);
    const before = endpointIn(cloud, endpointName, world.nowMs())?.tags.expiresAtMs;
    if (window === undefined || before === undefined || signInOf(seat).cloud !== cloud) return;
    triesExtension = true;
    await world.as(window.program, async () => {
      const asked = { endpointName, minutes: Math.round(world.between(10, 60)) };
      const lease = await extendLease(window.session, window.ledger, asked).catch(() => undefined);
      if (lease === undefined) return;
      if (bills(endpointIn(cloud, endpointName, world.nowMs())))
        promised = { untilMs: lease.expiresAtMs, writtenMs: world.nowMs(), beforeMs: before };
      note(`extended to ${(lease.expiresAtMs - startMs) / minuteMs}`);
    });
  };
  if (world.chance(0.4)) {
    const seat = world.chance(0.3) ? away : home;
    world.at(world.between(startMs + 3 * minuteMs, dueMs + 10 * minuteMs), () => extend(seat));
  }
  if (world.chance(0.15))
    world.at(world.between(startMs + 3 * minuteMs, dueMs), () => {
      const window = usable(home);
      const owner = endpointIn(cloud, endpointName, world.nowMs())?.tags.owner;
      // Nobody confirms the deletion of what is shown to be a colleague's.
      if (window === undefined || signInOf(home).cloud !== cloud || owner !== ownerTagOf(ada)) return;
      const request = { endpointName, also: { config: true, model: true }, by: 'user' as const };
      void world.as(window.program, () =>
        deleteOnRecord(window.session, window.ledger, request, { signal: never }).catch(() => undefined),
      );
    });

  // What goes wrong.
  const count = Math.floor(world.between(0, 4));
  for (let index = 0; index < count; index += 1) addStrike(badTime());
  const happens = (kind: LifeFault, p: number, atMs: () => number, act: () => void) => {
    if (!world.chance(p)) return;
    world.at(atMs(), () => {
      note(kind);
      faults.add(kind);
      lastFaultMs = world.nowMs();
      act();
    });
  };
  happens(
    'clock',
    0.3,
    () => world.between(startMs, dueMs),
    () => {
      home.machine.skewMs = world.pick([-1, 1]) * 24 * 60 * minuteMs;
    },
  );
  happens(
    'asleep',
    0.25,
    () => world.between(startMs + minuteMs, dueMs),
    () => {
      home.machine.sleepsUntilMs = dueMs + world.between(-5, 90) * minuteMs;
    },
  );
  happens('two-windows', 0.3, anyTime, () => void open(home));
  happens('two-machines', 0.3, anyTime, () => void open(away));
  happens(
    'colleague',
    0.3,
    () => startMs,
    () => {
      addOther(cloud, 'bobs-1', bob);
      addOther(cloud, 'nobodys-1', undefined);
    },
  );
  happens('other-account', 0.2, anyTime, () => {
    addOther(other, endpointName, 'arn:aws:iam::444455556666:user/eve');
    home.elsewhereUntilMs = world.nowMs() + world.between(1, 60) * minuteMs;
  });
  happens('schedule-lost', 0.15, anyTime, () => {
    cloud.schedules.delete(endpointName);
    isScheduled = false;
  });
  happens('role-removed', 0.1, anyTime, () => {
    cloud.hasDeleterRole = false;
    isScheduled = false;
  });
  happens('deleted-elsewhere', 0.1, anyTime, () => {
    const endpoint = endpointIn(cloud, endpointName, world.nowMs());
    if (!bills(endpoint)) return;
    endpoint.deletedAtMs = world.nowMs();
    if (!world.chance(0.5)) return;
    // A colleague takes the name, in the console, and with our tags.
    cloud.schedules.delete(endpointName);
    world.at(world.nowMs() + 3 * minuteMs, () => addOther(cloud, endpointName, bob));
  });
  if (world.chance(0.5)) world.at(anyTime(), () => home.windows.forEach(close));
  const reopen = (atMs: number, lastsMs: number) =>
    world.at(atMs, () => {
      const window = open(home);
      world.at(world.nowMs() + lastsMs, () => close(window));
    });
  if (world.chance(0.5)) reopen(anyTime(), world.between(3, 4) * minuteMs);
  if (world.chance(0.4)) reopen(anyTime(), world.between(20, 120) * minuteMs);

  function addOther(where: Cloud, name: string, owner: string | undefined): void {
    const nowMs = world.nowMs();
    where.endpoints.set(name, {
      name,
      arn: `arn:aws:sagemaker:${region}:${where === cloud ? '111122223333' : '444455556666'}:endpoint/${name}`,
      createdAtMs: nowMs,
      inServiceAtMs: nowMs,
      tags: {
        job: 'job-9',
        expiresAtMs: nowMs - minuteMs,
        ...(owner === undefined ? {} : { owner: ownerTagOf(owner) }),
      },
    });
  }

  /** Since when a window has been able to act without a break. */
  const ableSince = new Map<Window, number>();
  const look = () => {
    const nowMs = world.nowMs();
    const endpoint = endpointIn(cloud, endpointName, nowMs);
    const isMine = bills(endpoint) && endpoint.tags.owner === ownerTagOf(ada);
    if (isMine && promised === undefined && endpoint.tags.expiresAtMs !== undefined)
      promised = { untilMs: endpoint.tags.expiresAtMs, writtenMs: startMs, beforeMs: dueMs };
    for (const seat of seats)
      for (const window of seat.windows) {
        const isAble = isAwake(window) && signInOf(seat).cloud === cloud;
        if (!isAble) ableSince.delete(window);
        else if (!ableSince.has(window)) ableSince.set(window, nowMs);
        if (isAble && isMine) hear(seat, window, endpoint);
      }
    if (isMine && !isCreating(endpoint, nowMs)) judge(endpoint);
    if (nowMs < lastMs + 25 * minuteMs) world.at(nowMs + minuteMs, look);
  };
  const graceOf = (seat: Seat) => (seat === home ? 3 : 9) * minuteMs;
  function hear(seat: Seat, window: Window, endpoint: Endpoint): void {
    life.awakeMinutes += 1;
    const sinceMs = Math.max(ableSince.get(window) ?? Infinity, endpoint.createdAtMs, lastFaultMs);
    if (world.nowMs() - sinceMs < graceOf(seat) || window.shows(endpoint.name)) return;
    note('SILENT');
    life.silentMinutes += 1;
  }
  function judge(endpoint: Endpoint): void {
    const nowMs = world.nowMs();
    const dueNow = endpoint.tags.expiresAtMs ?? Infinity;
    const scheduledMs = triesExtension ? (cloud.schedules.get(endpointName)?.dueAtMs ?? dueNow) : dueNow;
    const settled = Math.max(dueNow, lastFaultMs, endpoint.inServiceAtMs);
    const byC = isScheduled ? Math.max(settled, scheduledMs) + 16 * minuteMs : Infinity;
    const limits = seats.flatMap((seat) =>
      seat.windows.flatMap((window) => {
        const able = ableSince.get(window);
        if (able === undefined) return [];
        const isStartUp = seat === home && window.openedAtMs > settled && able - window.openedAtMs < minuteMs;
        const graceMs = (isStartUp ? 2 : seat === home ? 6 : 12) * minuteMs;
        return [Math.max(settled, able) + graceMs];
      }),
    );
    const limitMs = limits.reduce((a, b) => Math.min(a, b), byC);
    if (nowMs <= limitMs || life.isOrphan) return;
    note('ORPHAN');
    life.isOrphan = true;
  }
  world.at(startMs + minuteMs, look);

  await world.runUntil(lastMs);
  // Whatever happened: whoever opens VS Code once more has it ended.
  strikes.length = 0;
  if (home.windows.every((window) => !isAwake(window))) {
    home.machine.sleepsUntilMs = 0;
    home.elsewhereUntilMs = 0;
    open(home);
  }
  await world.runUntil(lastMs + 25 * minuteMs);
  return life;
}

const newSeat = (world: World): Seat => ({ machine: newMachine(world), elsewhereUntilMs: 0, windows: [] });

const recordSchema = z.object({
  endpointName: z.string(),
  deletion: z.optional(z.object({ by: z.string() })),
});

/** Who has put the deletion of an endpoint on record. */
function deletionOnRecord({ disk }: Machine, endpointName: string): string | undefined {
  const records = disk
    .recordsIn(`${journalOfMachine}/endpoints`)
    .map((text) => recordSchema.parse(JSON.parse(text)));
  return records.find((one) => one.endpointName === endpointName)?.deletion?.by;
}
