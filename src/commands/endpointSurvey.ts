import { connectionIdBills } from '../aws/connections/types.ts';
import type { LedgerEntry } from '../guard/journal/endpointLedger.ts';
import { openAbsences } from '../runs/absences.ts';
import { endpointsOf } from '../runs/connectionEndpoints.ts';
import type { ConnectionEndpoints } from '../runs/connectionEndpoints.ts';
import { foundDetails } from '../runs/ourEndpoints.ts';
import type { Session } from '../runs/session.ts';
import { limitedSignal, longestLookMs } from '../views/limitedSignal.ts';
import type { Services } from './services.ts';

/** What is known of one connection. */
export type SurveyedConnection =
  | { readonly kind: 'seen'; readonly session: Session; readonly found: ConnectionEndpoints }
  | {
      readonly kind: 'unknown';
      readonly connectionId: string;
      /** What the journal says. */
      readonly entries: readonly LedgerEntry[];
      /** Undefined for Local, whose server is not started for a look. */
      readonly error: unknown;
    };

type Needs = Pick<Services, 'openSession' | 'sessionOf' | 'seenConnections' | 'ledger'>;

/** Looks at the current connection and at all others that this workspace has used or that are on record. Throws if no session can be opened. */
export async function surveyEndpoints(
  { openSession, sessionOf, seenConnections, ledger }: Needs,
  entries: readonly LedgerEntry[],
): Promise<readonly SurveyedConnection[]> {
  const current = await openSession();
  const elsewhere = new Set([...entries.map(({ connectionId }) => connectionId), ...seenConnections()]);
  elsewhere.delete(current.connectionId);
  const recordedOn = (id: string) => entries.filter(({ connectionId }) => connectionId === id);
  const others = [...elsewhere].map(async (connectionId): Promise<SurveyedConnection> => {
    const unknown = { kind: 'unknown', connectionId, entries: recordedOn(connectionId) } as const;
    if (!connectionIdBills(connectionId)) return { ...unknown, error: undefined };
    const limited = limitedSignal(new AbortController().signal, longestLookMs);
    try {
      const one = await surveyOne(await sessionOf(connectionId)(limited.signal), ledger, limited.signal);
      const error = whyNothing(one.found);
      return error === undefined ? one : { ...unknown, error };
    } catch (error) {
      return { ...unknown, error };
    } finally {
      limited.dispose();
    }
  });
  return Promise.all([surveyOne(current, ledger), ...others]);
}

/** Why a connection shows no endpoint, if one may exist there. */
export function whyNothing({ own, others, searchError }: ConnectionEndpoints): unknown {
  if (foundDetails(own).length > 0 || others.length > 0) return undefined;
  const unknown = own.find((one) => one.kind === 'unknown');
  return unknown === undefined ? searchError : unknown.error;
}

async function surveyOne(
  session: Session,
  ledger: Services['ledger'],
  signal?: AbortSignal,
): Promise<Extract<SurveyedConnection, { readonly kind: 'seen' }>> {
  const search = {
    absences: openAbsences(),
    tags: new Map<string, string | undefined>(),
    others: new Map(),
    now: () => performance.now(),
    ...(signal === undefined ? {} : { signal }),
  };
  let found = await endpointsOf(session, ledger, search);
  while (found.hasMore) found = await endpointsOf(session, ledger, search);
  return { kind: 'seen', session, found };
}
