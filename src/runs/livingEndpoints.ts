import type { EndpointSummary } from '../aws/endpoints.ts';
import type { LedgerEntry } from './endpointLedger.ts';
import type { Session } from './session.ts';

export interface LivingEndpoints {
  /** On record here, or tagged by us on another machine. */
  readonly ours: readonly EndpointSummary[];
  /** Whatever else lives in the account: never touched. */
  readonly others: readonly EndpointSummary[];
}

/** The endpoints of a connection, parted by who made them; newest first. */
export async function livingEndpoints(
  { aws, clients, connectionId }: Session,
  recorded: readonly LedgerEntry[],
  signal?: AbortSignal,
): Promise<LivingEndpoints> {
  const names = new Set(
    recorded.filter((entry) => entry.connectionId === connectionId).map(({ endpointName }) => endpointName),
  );
  const all = await aws.listEndpoints(clients, signal);
  const isOurs = await Promise.all(
    all.map(async ({ endpointName, arn }) => {
      if (names.has(endpointName)) return true;
      const { trainingJobName, experiment } = await aws.endpointOrigin(clients, arn, signal);
      return trainingJobName !== undefined || experiment !== undefined;
    }),
  );
  return {
    ours: all.filter((_, index) => isOurs[index] === true),
    others: all.filter((_, index) => isOurs[index] !== true),
  };
}
