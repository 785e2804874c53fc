// A training thread: set up once per training, then runs its share of every command.
import { parentPort } from 'node:worker_threads';
import type { ThreadAnswer, ThreadMessage } from './workers.ts';
import { openWorker } from './worker.ts';
import type { Command } from './worker.ts';

let run: ((command: Command) => void) | undefined;
parentPort?.on('message', (message: ThreadMessage) => {
  const answer = (value: ThreadAnswer) => parentPort?.postMessage(value);
  try {
    if (message.kind === 'open') run = openWorker(message.setup);
    else for (const command of message.commands) run?.(command);
    answer({ kind: 'done' });
  } catch (error) {
    answer({
      kind: 'failed',
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
});
