import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { jobMessageSchema } from './messages.ts';
import type { JobMessage, ServerMessage } from './messages.ts';

export type JobEnd = 'done' | { readonly failed: string };

/** A process that trains one request after another; it exits when its parent does. */
export const startJobProcess = (modulePath: string): ChildProcess =>
  fork(modulePath, {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

/** Its exit may have been reported while its channel is still open. */
export const isAlive = (child: ChildProcess) =>
  child.connected && child.exitCode === null && child.signalCode === null;

/** A process that has just exited reports that through its exit event. */
export function send(child: ChildProcess, message: ServerMessage): void {
  if (child.connected) child.send(message, () => undefined);
}

/** Reports what a process says of one request until it is done or failed, or the process has exited. */
export function follow(child: ChildProcess, onMessage: (message: JobMessage) => void): Promise<JobEnd> {
  return new Promise((resolve) => {
    const finish = (end: JobEnd) => {
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
