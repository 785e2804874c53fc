import type { Engine } from '../../../data/engine/calls.ts';
import { catchUp } from '../../../runs/history/catchUp.ts';
import type { CatchUpProgress } from '../../../runs/history/catchUp.ts';
import type { RunHistory } from '../../../runs/history/history.ts';
import type { RunRecords } from '../../../runs/runRecords.ts';
import type { Sessions } from '../../../runs/session.ts';

export interface CatchUpServices {
  readonly engine: Engine;
  readonly sessionOf: Sessions['of'];
  readonly records: RunRecords;
  readonly history: RunHistory;
}

/** Completes what is known of the runs of these connections, one connection after the other; throws the first failure at the end. */
export async function catchUpRuns(
  { sessionOf, ...needs }: CatchUpServices,
  connectionIds: readonly string[],
  signal: AbortSignal,
  onProgress: (progress: CatchUpProgress) => void,
): Promise<void> {
  const failures: unknown[] = [];
  for (const connectionId of connectionIds) {
    try {
      const session = await sessionOf(connectionId)(signal);
      const failed = await catchUp(session, needs, { signal, onProgress });
      for (const { error } of failed) failures.push(error);
    } catch (error) {
      signal.throwIfAborted();
      failures.push(error);
    }
  }
  const [first] = failures;
  if (first !== undefined) throw first;
}
