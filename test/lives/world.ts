import { AsyncLocalStorage } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import type { Disk } from './disk.ts';

/** A program of the product that runs on a machine: a window. Its timers and answers wait while its machine sleeps. */
export interface Program {
  readonly pid: number;
  /** When it started, in a unit of its own: never the same for two programs of one pid. */
  readonly startedAt: number;
  readonly machine: Machine;
  isAlive: boolean;
}

export interface Machine {
  /** How far the clock of this machine is ahead of AWS's, in milliseconds. */
  skewMs: number;
  /** Asleep until then, by AWS's clock. */
  sleepsUntilMs: number;
  readonly disk: Disk;
  /** The programs that have run on it. */
  readonly programs: Program[];
}

/** One simulated span of time: all that waits does so on this clock, which jumps from one event to the next. */
export interface World {
  nowMs(): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** A number from `from` up to `to`. */
  between(from: number, to: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** Resolves so many milliseconds later, or when the machine of the current program has woken; never for a program that has died. */
  sleep(ms: number): Promise<void>;
  /** Runs `act` then, as no program. */
  at(ms: number, act: () => unknown): void;
  /** Starts a program, with the pid of one that has ended on this machine or with a new one. */
  start(machine: Machine, reusedPid?: number): Program;
  isRunning(pid: number): boolean;
  /** `startedAt` of the running program with this pid. */
  startOf(pid: number): number | undefined;
  /** Runs `act` as a program whose clock, timers and process id it has. */
  as<T>(program: Program, act: () => T): T;
  /** Lets everything happen until then, or until `isOver`. */
  runUntil(endMs: number, isOver?: () => boolean): Promise<void>;
}

interface Event {
  readonly id: number;
  readonly atMs: number;
  readonly program: Program | undefined;
  readonly act: () => unknown;
}

interface Context {
  readonly program: Program;
  readonly addTimer: (ms: number, act: () => unknown) => number;
  readonly removeTimer: (id: number) => void;
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly isRunning: (pid: number) => boolean;
}

const contexts = new AsyncLocalStorage<Context>();

/** The program that this code runs in. */
export const programHere = (): Program | undefined => contexts.getStore()?.program;

/** Ends whatever a program does: it has died. */
export const whenKilled = (program: Program | undefined): Promise<never> | undefined =>
  program?.isAlive === false ? new Promise<never>(() => {}) : undefined;

/** Mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function openWorld(seed: number, startMs: number): World {
  const random = randomOf(seed);
  let now = startMs;
  let lastId = 0;
  let started = 0;
  let events: Event[] = [];
  const programs = new Map<number, Program>();
  const isRunning = (pid: number) => programs.get(pid)?.isAlive === true;
  const add = (ms: number, act: () => unknown, program = contexts.getStore()?.program): number => {
    lastId += 1;
    events.push({ id: lastId, atMs: now + Math.max(0, ms), program, act });
    return lastId;
  };
  const next = (endMs: number): Event | undefined => {
    let first: Event | undefined;
    for (const event of events)
      if (
        first === undefined ||
        event.atMs < first.atMs ||
        (event.atMs === first.atMs && event.id < first.id)
      )
        first = event;
    return first !== undefined && first.atMs <= endMs ? first : undefined;
  };
  const run = async (event: Event) => {
    events = events.filter(({ id }) => id !== event.id);
    now = event.atMs;
    const { program } = event;
    if (program?.isAlive === false) return;
    if (program !== undefined && program.machine.sleepsUntilMs > now) {
      events.push({ ...event, atMs: program.machine.sleepsUntilMs });
      return;
    }
    if (program === undefined) contexts.exit(() => void event.act());
    else world.as(program, () => void event.act());
    // Everything that does not wait on this clock has happened after one turn of the event loop.
    await new Promise(setImmediate);
  };
  const world: World = {
    nowMs: () => now,
    chance: (p) => random() < p,
    between: (from, to) => from + random() * (to - from),
    pick: (choices) => choices[Math.floor(random() * choices.length)] ?? choices[0],
    sleep: (ms) => new Promise((resolve) => void add(ms, resolve)),
    at: (ms, act) => contexts.exit(() => void add(ms - now, act)),
    start(machine, reusedPid) {
      started += 1;
      const pid = reusedPid ?? 1_000_000_000 + started;
      const program = { pid, startedAt: started, machine, isAlive: true };
      programs.set(pid, program);
      machine.programs.push(program);
      return program;
    },
    isRunning,
    startOf: (pid) => (isRunning(pid) ? programs.get(pid)?.startedAt : undefined),
    as(program, act) {
      const removeTimer = (id: number) => {
        events = events.filter((event) => event.id !== id);
      };
      const addTimer = (ms: number, timed: () => unknown) => add(ms, timed, program);
      return contexts.run({ program, addTimer, removeTimer, nowMs: () => now, random, isRunning }, act);
    },
    async runUntil(endMs, isOver = () => false) {
      for (let event = next(endMs); event !== undefined; event = next(endMs)) {
        if (isOver()) return;
        await run(event);
      }
      now = endMs;
    },
  };
  return world;
}

const real = {
  setTimeout,
  clearTimeout,
  now: Date.now,
  random: Math.random,
  kill: process.kill.bind(process),
  pid: process.pid,
  platform: process.platform,
  pause: timers.setTimeout,
  monotonicMs: performance.now.bind(performance),
};

/**
 * Inside a program, timers, the time of day, random numbers and process ids are those of its world. Elsewhere nothing changes. Undone by
 * the result.
 */
export function takeOverClocks(): () => void {
  const timeout = (act: () => unknown, ms = 0) => {
    const context = contexts.getStore();
    return context === undefined ? real.setTimeout(act, ms) : context.addTimer(ms, act);
  };
  const clear = (timer: unknown) => {
    if (typeof timer === 'number') contexts.getStore()?.removeTimer(timer);
    // SAFETY: what is no number was given by the real setTimeout.
    else real.clearTimeout(timer as NodeJS.Timeout);
  };
  const nowHere = () => {
    const context = contexts.getStore();
    return context === undefined ? real.now() : context.nowMs() + context.program.machine.skewMs;
  };
  const kill = (pid: number, signal?: string | number): true => {
    const context = contexts.getStore();
    if (context === undefined) return real.kill(pid, signal);
    if (context.isRunning(pid)) return true;
    throw Object.assign(new Error('no such process'), { code: 'ESRCH' });
  };
  Object.assign(globalThis, { setTimeout: timeout, clearTimeout: clear });
  Object.assign(Date, { now: nowHere });
  Object.assign(performance, { now: () => contexts.getStore()?.nowMs() ?? real.monotonicMs() });
  Object.assign(Math, { random: () => (contexts.getStore()?.random ?? real.random)() });
  Object.assign(process, { kill });
  const pause = async (ms?: number, value?: unknown, options?: { readonly signal?: AbortSignal }) => {
    const context = contexts.getStore();
    if (context === undefined) return real.pause(ms, value, options);
    const signal = options?.signal;
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const timer = context.addTimer(ms ?? 0, () => resolve(value));
      signal?.addEventListener('abort', () => {
        context.removeTimer(timer);
        reject(signal.reason);
      });
    });
  };
  Object.assign(timers, { setTimeout: pause });
  syncBuiltinESMExports();
  const define = (name: 'pid' | 'platform', get: () => number | string) =>
    Object.defineProperty(process, name, { get, configurable: true });
  define('pid', () => contexts.getStore()?.program.pid ?? real.pid);
  define('platform', () => (contexts.getStore() === undefined ? real.platform : 'linux'));
  return () => {
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
    Object.assign(Date, { now: real.now });
    Object.assign(performance, { now: real.monotonicMs });
    Object.assign(Math, { random: real.random });
    Object.assign(process, { kill: real.kill });
    Object.assign(timers, { setTimeout: real.pause });
    syncBuiltinESMExports();
    define('pid', () => real.pid);
    define('platform', () => real.platform);
  };
}
