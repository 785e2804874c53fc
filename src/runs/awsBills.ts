import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { monthOf } from '../guard/spend/spending.ts';
import { readJsonFile, writeJsonFile } from '../files/jsonFiles.ts';
import type { Session } from './session.ts';

const billSchema = z.object({
  version: z.literal(1),
  amount: z.number(),
  currency: z.string(),
  accountId: z.string(),
  isEstimated: z.boolean(),
  readAt: z.iso.datetime(),
});

/** What AWS billed for SageMaker in a month, as it was known at `readAt`. */
export type KeptBill = Omit<z.infer<typeof billSchema>, 'version'>;

/** What Cost Explorer answered, kept on disk: it bills each request, and its figures change once a day at most. */
export interface AwsBills {
  /** As read last; undefined if it never was. `month` is "2026-12". */
  find(connectionId: string, month: string): Promise<KeptBill | undefined>;
  /** Requests it, unless it was read today. Throws AwsFailure and FileFailure. */
  read(
    session: Pick<Session, 'aws' | 'connectionId' | 'identity'>,
    month: string,
    signal?: AbortSignal,
  ): Promise<KeptBill>;
  /** Whether it was read today, and is not requested again. */
  isOfToday(bill: Pick<KeptBill, 'readAt'>): boolean;
}

const dayMs = 86_400_000;
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

export function openAwsBills(storageFolder: string, now: () => number = Date.now): AwsBills {
  const pathOf = (connectionId: string, month: string) => {
    const name = createHash('sha256').update(`${connectionId}\n${month}`).digest('hex');
    return join(storageFolder, 'awsBills', `${name}.json`);
  };
  const bills: AwsBills = {
    async find(connectionId, month) {
      const kept = await readJsonFile(pathOf(connectionId, month), billSchema);
      if (kept === undefined) return undefined;
      const { version: _, ...bill } = kept;
      return bill;
    },
    async read({ aws, connectionId, identity }, month, signal) {
      const kept = await bills.find(connectionId, month);
      if (kept !== undefined && bills.isOfToday(kept)) return kept;
      const { fromMs, toMs } = monthOf(Date.parse(`${month}-01T00:00:00Z`));
      const { accountId } = await identity(signal);
      // A month that has not ended is requested up to today.
      const untilMs = Math.max(fromMs + dayMs, Math.min(toMs, now() + dayMs));
      const bill = await aws.sageMakerBill({ fromDay: dayOf(fromMs), untilDay: dayOf(untilMs) }, signal);
      const read = { ...bill, accountId, readAt: new Date(now()).toISOString() };
      await writeJsonFile(pathOf(connectionId, month), { version: 1, ...read });
      return read;
    },
    isOfToday: ({ readAt }) => readAt.slice(0, 10) === dayOf(now()),
  };
  return bills;
}
