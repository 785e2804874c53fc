import type { Engine } from '../../../data/engine/calls.ts';
import type { RunRow } from '../../../data/shapes/runRow.ts';
import { evaluateRun } from '../../../runs/evaluate.ts';
import type { RunHistory } from '../../../runs/history/history.ts';
import type { RunRecords } from '../../../runs/runRecords.ts';
import type { Sessions } from '../../../runs/session.ts';

interface EvaluationServices {
  readonly engine: Engine;
  readonly sessionOf: Sessions['of'];
  readonly records: RunRecords;
  readonly history: Pick<RunHistory, 'refresh'>;
}

/** Whether a run has a model and held-out rows, and no metrics. */
export const isUnevaluated = ({ status, metrics, rowCounts }: RunRow): boolean =>
  status === 'Completed' && metrics === undefined && rowCounts.test > 0;

/** Evaluates runs one after the other; one that fails keeps none of the others from it, and its failure is thrown at the end. */
export async function evaluateEach(
  { engine, sessionOf, records, history }: EvaluationServices,
  runs: readonly RunRow[],
  signal: AbortSignal,
  onRun: (at: number, count: number) => void,
): Promise<void> {
  let failure: { readonly reason: unknown } | undefined;
  for (const [index, { connectionId, trainingJobName }] of runs.entries()) {
    signal.throwIfAborted();
    onRun(index + 1, runs.length);
    try {
      const session = await sessionOf(connectionId)(signal);
      await evaluateRun(session, engine, records, trainingJobName, signal);
      await history.refresh(connectionId, trainingJobName);
    } catch (reason) {
      signal.throwIfAborted();
      failure ??= { reason };
    }
  }
  if (failure !== undefined) throw failure.reason;
}
