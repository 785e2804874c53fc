import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { jobMessageSchema } from './messages.ts';
import type { JobMessage, JobRequest } from './messages.ts';

interface RunningJob {
  /** Resolves when the process said done or failed, or ended without a word. */
  readonly ended: Promise<'done' | { readonly failed: string }>;
  kill(): void;
}

/** Processes that train, one a running job, one kept warm. Each ends by itself when the server goes away. */
export interface JobProcesses {
  start(request: JobRequest, onMessage: (message: JobMessage) => void): RunningJob;
  dispose(): void;
}

export function openJobProcesses(modulePath: string): JobProcesses {
  const all = new Set<ChildProcess>();
  let warm: ChildProcess | undefined;
  const spawn = () => {
    const child = fork(modulePath, {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    all.add(child);
    child.once('exit', () => {
      all.delete(child);
      if (warm === child) warm = undefined;
    });
    return child;
  };
  return {
    start(request, onMessage) {
      const child = warm ?? spawn();
      warm = undefined;
      const ended = follow(child, onMessage).then((end) => {
        if (child.connected && warm === undefined) warm = child;
        else child.kill();
        return end;
      });
      child.send(request);
      return { ended, kill: () => child.kill('SIGKILL') };
    },
    dispose: () => {
      for (const child of all) child.kill('SIGKILL');
    },
  };
}

function follow(child: ChildProcess, onMessage: (message: JobMessage) => void): RunningJob['ended'] {
  return new Promise((resolve) => {
    const finish = (end: Awaited<RunningJob['ended']>) => {
      child.off('message', read);
      child.off('exit', exited);
      child.off('error', broken);
      resolve(end);
    };
    const read = (raw: unknown) => {
      const message = jobMessageSchema.parse(raw);
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
