import { connectionId, connectionLabel, hasPublishedPrices } from '../../../aws/connections/types.ts';
import type { Connection } from '../../../aws/connections/types.ts';
import type { AwsBills, KeptBill } from '../../../runs/awsBills.ts';
import type { Sessions } from '../../../runs/session.ts';
import type { FailureMessage } from '../../contract/messages.ts';
import { failureMessage } from '../../host/connectPage.ts';
import type { BillAnswer, SpendBill } from '../contract.ts';

interface BillNeeds {
  readonly bills: AwsBills;
  readonly connection: () => Connection;
  readonly sessionOf: Sessions['of'];
  /** What `of` returns has changed. */
  readonly onChange: () => Promise<void>;
}

/** What AWS billed on the current connection, of one month or another. */
interface Bill {
  /** As far as it is known; requests nothing. */
  of(month: string): Promise<SpendBill>;
  /** Requests it, which AWS bills, unless that is under way or was done today. */
  read(month: string, signal: AbortSignal): Promise<void>;
}

export function openBill({ bills, connection, sessionOf, onChange }: BillNeeds): Bill {
  const reading = new Set<string>();
  const failures = new Map<string, FailureMessage>();
  const keyOf = (month: string) => `${connectionId(connection())}\n${month}`;
  return {
    async of(month) {
      const current = connection();
      if (!hasPublishedPrices(current)) return { kind: 'none' };
      const key = keyOf(month);
      const kept = await bills.find(connectionId(current), month).catch(() => undefined);
      const failure = failures.get(key);
      return {
        kind: 'known',
        connection: connectionLabel(current),
        isReading: reading.has(key),
        ...(kept === undefined ? {} : { answer: answerOf(bills, kept) }),
        ...(failure === undefined ? {} : { failure }),
      };
    },
    async read(month, signal) {
      const [id, key] = [connectionId(connection()), keyOf(month)];
      if (reading.has(key)) return;
      reading.add(key);
      failures.delete(key);
      await onChange();
      try {
        await bills.read(await sessionOf(id)(signal), month, signal);
      } catch (error) {
        if (!signal.aborted) failures.set(key, failureMessage(error));
      } finally {
        reading.delete(key);
        await onChange();
      }
    },
  };
}

const answerOf = (bills: AwsBills, kept: KeptBill): BillAnswer => ({
  amount: kept.amount,
  currency: kept.currency,
  accountId: kept.accountId,
  isEstimated: kept.isEstimated,
  readAt: kept.readAt,
  isOfToday: bills.isOfToday(kept),
});
