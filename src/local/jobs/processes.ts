import type { ChildProcess } from 'node:child_process';
import { follow, isAlive, send, startJobProcess } from './jobProcess.ts';
import type { JobEnd } from './jobProcess.ts';
import type { JobMessage, JobRequest, ServerMessage } from './messages.ts';

interface RunningJob {
  /** Resolves when the process reports done or failed, or exits. */
  readonly ended: Promise<JobEnd>;
  /** Requests the best model so far; kills the process if it is not done after `graceMs`. */
  stop(graceMs: number): void;
}

/** Processes that train, one per job; they exit when the server does. */
export interface JobProcesses {
  /** Starts the process of the next job ahead of it, unless there is one. */
  prepare(): void;
  train(request: JobRequest, onMessage: (message: JobMessage) => void): RunningJob;
  dispose(): void;
}

/** After this time without a job, the process of the next one is not kept ready. */
const idleMs = 5 * 60_000;
/** A server that has just started, or whose job has just ended, has other work first. */
const preparesAfterMs = 1000;

export function openJobProcesses(modulePath: string): JobProcesses {
  const all = new Set<ChildProcess>();
  /** Has loaded its modules and waits for its only request. */
  let ready: { readonly child: ChildProcess; readonly idle: NodeJS.Timeout } | undefined;
  /** A user who trains again trains on the same data more often than not; the first job may be large. */
  let wasLarge = true;
  let isDisposed = false;
  const start = (): ChildProcess => {
    const child = startJobProcess(modulePath);
    all.add(child);
    child.once('exit', () => all.delete(child));
    return child;
  };
  const prepare = () => {
    if (isDisposed || (ready !== undefined && isAlive(ready.child))) return;
    clearTimeout(ready?.idle);
    const child = start();
    child.once('error', () => undefined); // The job starts a process of its own and reports why it can't.
    const idle = setTimeout(() => child.kill(), idleMs).unref();
    ready = { child, idle };
    if (wasLarge) send(child, { kind: 'prepare' });
  };
  const take = (): ChildProcess => {
    const child = ready?.child;
    clearTimeout(ready?.idle);
    ready = undefined;
    return child !== undefined && isAlive(child) ? child : start();
  };
  let soon: NodeJS.Timeout | undefined;
  const prepareSoon = () => {
    clearTimeout(soon);
    soon = setTimeout(prepare, preparesAfterMs).unref();
  };
  prepareSoon();
  /** Runs one request in a process of its own and ends it afterwards. */
  const run = (
    request: ServerMessage,
    onMessage: (message: JobMessage) => void,
  ): { readonly child: ChildProcess; readonly ended: Promise<JobEnd> } => {
    const child = take();
    const heard = (message: JobMessage) => {
      if (message.kind === 'training') wasLarge = message.isLarge;
      onMessage(message);
    };
    const ended = follow(child, heard).finally(() => {
      child.kill();
      prepareSoon();
    });
    send(child, request);
    return { child, ended };
  };
  return {
    prepare,
    train(request, onMessage) {
      const { child, ended } = run({ kind: 'train', ...request }, onMessage);
      return {
        ended,
        stop(graceMs) {
          send(child, { kind: 'stop' });
          const killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
          void ended.then(() => clearTimeout(killer));
        },
      };
    },
    dispose: () => {
      isDisposed = true;
      clearTimeout(soon);
      clearTimeout(ready?.idle);
      for (const child of all) child.kill('SIGKILL');
    },
  };
}
