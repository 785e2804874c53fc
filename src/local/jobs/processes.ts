import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { jobMessageSchema } from './messages.ts';
import type { JobMessage, JobRequest, ServerMessage } from './messages.ts';

type End = 'done' | { readonly failed: string };

interface RunningJob {
  /** Resolves when the process reports done or failed, or exits. */
  readonly ended: Promise<End>;
  /** Requests the best model so far; kills the process if it is not done after `graceMs`. */
  stop(graceMs: number): void;
}

/** Processes that train, one per job; they exit when the server does. */
export interface JobProcesses {
  train(request: JobRequest, onMessage: (message: JobMessage) => void): RunningJob;
  dispose(): void;
}

export function openJobProcesses(modulePath: string): JobProcesses {
  const all = new Set<ChildProcess>();
  /** Runs one request in a new process and ends it afterwards. */
  const run = (
    request: ServerMessage,
    onMessage: (message: JobMessage) => void,
  ): { readonly child: ChildProcess; readonly ended: Promise<End> } => {
    const child = fork(modulePath, {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    all.add(child);
    child.once('exit', () => all.delete(child));
    const ended = follow(child, onMessage).finally(() => child.kill());
    send(child, request);
    return { child, ended };
  };
  return {
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
      for (const child of all) child.kill('SIGKILL');
    },
  };
}

/** A process that has just exited reports that through its exit event. */
function send(child: ChildProcess, message: ServerMessage): void {
  if (child.connected) child.send(message, () => undefined);
}

function follow(child: ChildProcess, onMessage: (message: JobMessage) => void): Promise<End> {
  return new Promise((resolve) => {
    const finish = (end: End) => {
      child.off('message', read);
      child.off('exit', exited);
      child.off('error', broken);
      resolve(end);
    };
    const read = (raw: unknown) => {
      const parsed = jobMessageSchema.safeParse(raw);
      if (!parsed.success) return finish({ failed: `InternalServerError: ${parsed.error.message}` });
      const message = parsed.data;
      if (message.kind === 'done') finish('done');
      else if (message.kind === 'failed') finish({ failed: message.reason });
      else onMessage(message);
    };
    const exited = (code: number | null, signal: string | null) =>
      finish({ failed: `AlgorithmError: the training process ended with ${signal ?? code}` });
    const broken = (error: Error) => finish({ failed: `InternalServerError: ${error.message}` });
    child.on('message', read);
    child.once('exit', exited);
    child.once('error', broken);
  });
}
