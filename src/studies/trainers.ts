import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { follow, isAlive, send, startJobProcess } from '../local/jobs/jobProcess.ts';
import type { JobRequest } from '../local/jobs/messages.ts';

type Training = { readonly kind: 'trained' } | { readonly kind: 'failed'; readonly reason: string };

/** Processes that train, each one request after another: a small training takes less time than the start of a process. */
export interface Trainers {
  /** Rejects with the reason of the abort, once the process is gone. */
  train(request: Omit<JobRequest, 'metricDefinitions'>, signal: AbortSignal): Promise<Training>;
  /** Resolves when all processes have ended. */
  dispose(): Promise<void>;
}

export function openTrainers(jobModulePath: string): Trainers {
  const living = new Map<ChildProcess, Promise<unknown>>();
  const idle: ChildProcess[] = [];
  const start = (): ChildProcess => {
    const child = startJobProcess(jobModulePath);
    const gone = Promise.race([once(child, 'exit'), once(child, 'error')]).catch(() => undefined);
    living.set(
      child,
      gone.then(() => living.delete(child)),
    );
    return child;
  };
  const take = (): ChildProcess => {
    for (let child = idle.pop(); child !== undefined; child = idle.pop()) if (isAlive(child)) return child;
    return start();
  };
  const kill = async (child: ChildProcess) => {
    child.kill('SIGKILL');
    await living.get(child);
  };
  return {
    async train(request, signal) {
      signal.throwIfAborted();
      const child = take();
      // Threads and their memory are for one large training.
      let isLarge = false;
      const ended = follow(child, (message) => {
        if (message.kind === 'training') ({ isLarge } = message);
      });
      const abort = () => child.kill('SIGKILL');
      signal.addEventListener('abort', abort, { once: true });
      try {
        send(child, { kind: 'train', ...request, metricDefinitions: [] });
        const end = await ended;
        if (signal.aborted || end !== 'done' || isLarge) await kill(child);
        else idle.push(child);
        signal.throwIfAborted();
        return end === 'done' ? { kind: 'trained' } : { kind: 'failed', reason: end.failed };
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    async dispose() {
      for (const child of living.keys()) child.kill('SIGKILL');
      await Promise.all(living.values());
    },
  };
}
