import { type Cloud, type Endpoint, guardIn, isCreating } from './cloud.ts';
import {
  isOfAda,
  isAwake,
  type Keeper,
  type Mine,
  minuteMs,
  ownEndpoint,
  type Scene,
  type Seat,
} from './scene.ts';
import type { Window } from './window.ts';

/** What counts the figures, from what is true on AWS and what each window shows. */
export interface Oracle {
  /** `by` as in the journal: window, start-up, idle, user or, for the schedule, schedule. */
  deleted(endpoint: Endpoint, where: Cloud, by: string | undefined): void;
  /** Looks every minute, until `endMs`. */
  watch(endMs: number): void;
}

const keepers: Readonly<Record<string, Keeper>> = {
  window: 'a',
  idle: 'a',
  'start-up': 'b',
  schedule: 'c',
};

export function openOracle(scene: Scene): Oracle {
  const { world, cloud, life, note, home, away } = scene;
  /** Since when a window has been able to act without a break. */
  const ableSince = new Map<Window, number>();
  const isAble = (seat: Seat, window: Window) =>
    isAwake(window, scene) && seat.elsewhereUntilMs <= world.nowMs();
  const look = (endMs: number) => {
    const nowMs = world.nowMs();
    for (const seat of [home, away])
      for (const window of seat.windows) {
        if (!isAble(seat, window)) ableSince.delete(window);
        else if (!ableSince.has(window)) ableSince.set(window, nowMs);
      }
    for (const one of scene.mine.values()) {
      const endpoint = ownEndpoint(scene, one.name);
      if (endpoint === undefined) continue;
      scene.lastLivedMs = Math.max(scene.lastLivedMs, nowMs);
      const { expiresAtMs } = guardIn(endpoint);
      if (one.promised === undefined && expiresAtMs !== undefined)
        one.promised = { untilMs: expiresAtMs, writtenMs: nowMs, beforeMs: Infinity };
      for (const seat of [home, away])
        for (const window of seat.windows) if (isAble(seat, window)) hear(seat, window, endpoint);
      if (!isCreating(endpoint, nowMs)) expectDeletion(endpoint, one);
    }
    if (nowMs < endMs) world.at(nowMs + minuteMs, () => look(endMs));
  };
  const hear = (seat: Seat, window: Window, endpoint: Endpoint) => {
    life.awakeMinutes += 1;
    const graceMs = (seat === home ? 3 : 9) * minuteMs;
    const sinceMs = Math.max(ableSince.get(window) ?? Infinity, endpoint.createdAtMs, scene.lastFaultMs);
    if (world.nowMs() - sinceMs < graceMs || window.shows(endpoint.name)) return;
    note(`SILENT about ${endpoint.name}`);
    life.silentMinutes += 1;
  };
  /** An orphan bills past its lease and one poll of a window, or a quarter of an hour where AWS ends it. */
  const expectDeletion = (endpoint: Endpoint, one: Mine) => {
    const dueNow = guardIn(endpoint).expiresAtMs ?? Infinity;
    const scheduledMs = one.triesExtension ? (cloud.schedules.get(one.name)?.dueAtMs ?? dueNow) : dueNow;
    const settled = Math.max(dueNow, scene.lastFaultMs, endpoint.inServiceAtMs);
    const byC = one.isScheduled ? Math.max(settled, scheduledMs) + 16 * minuteMs : Infinity;
    const limits = [home, away].flatMap((seat) =>
      seat.windows.flatMap((window) => {
        const able = ableSince.get(window);
        if (able === undefined) return [];
        const { openedAtMs } = window;
        const isStartUp =
          seat === home &&
          openedAtMs > settled &&
          openedAtMs >= seat.elsewhereUntilMs &&
          able - openedAtMs < minuteMs;
        const graceMs = (isStartUp ? 2 : seat === home ? 6 : 12) * minuteMs;
        return [Math.max(settled, able) + graceMs];
      }),
    );
    const limitMs = limits.reduce((a, b) => Math.min(a, b), byC);
    if (world.nowMs() <= limitMs || life.isOrphan) return;
    note(`ORPHAN ${endpoint.name}`);
    life.isOrphan = true;
  };
  const isEarly = (endpoint: Endpoint, by: string, promised: Mine['promised']): boolean => {
    const nowMs = world.nowMs();
    if (by === 'idle') {
      // A request may come while the deletion is on its way.
      const counted = endpoint.invokedAtMs.filter((ms) => ms < nowMs - 2 * minuteMs);
      const idleSinceMs = counted.reduce((a, b) => Math.max(a, b), endpoint.createdAtMs);
      // CloudWatch counts whole minutes.
      const isIdle = nowMs - idleSinceMs >= (scene.idle.afterMinutes - 1) * minuteMs;
      return !scene.idle.deletes || !cloud.countsZero || !isIdle;
    }
    if (promised === undefined || nowMs >= promised.untilMs) return false;
    // It was due when the deletion was requested, and extended since.
    const isCrossed = promised.writtenMs >= promised.beforeMs && nowMs - promised.writtenMs < minuteMs;
    return !isCrossed;
  };
  return {
    deleted(endpoint, where, by = 'user') {
      note(`${endpoint.name} deleted by ${by}`);
      const one = where === cloud ? scene.mine.get(endpoint.name) : undefined;
      const keeper = keepers[by] ?? 'user';
      const isMine = one !== undefined && isOfAda(endpoint);
      if (!isMine || (keeper !== 'user' && isEarly(endpoint, by, one.promised))) {
        note('WRONG');
        life.wrongDeletions += 1;
      } else life.deletedBy.push(keeper);
    },
    watch: look,
  };
}
