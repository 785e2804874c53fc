import { endpointPrice, shippedRates, trainingPrice } from '../../aws/costs.ts';
import type { RateBook } from '../../aws/costs.ts';
import { billsMoney, parseConnectionId } from '../../aws/connections/types.ts';
import { openEndpointLedger } from './endpointLedger.ts';
import type { EndpointLedger } from './endpointLedger.ts';
import { openJobLedger } from './jobLedger.ts';
import type { JobLedger } from './jobLedger.ts';
import { laterState } from './ledger.ts';
import type { Ledger, Recorded } from './ledger.ts';
import { openSpendFile } from './spendFile.ts';
import type { SpendFile } from './spendFile.ts';

export interface Journal {
  readonly endpoints: EndpointLedger;
  readonly jobs: JobLedger;
  /** Of what was billed, and of what ran on Local, which is free. */
  readonly spend: Pick<SpendFile, 'read'>;
}

interface JournalNeeds {
  /** What is known of prices now: each record keeps the rate that it began with. */
  readonly rates?: () => Promise<RateBook>;
  /** Of this user and machine. */
  readonly shared: string;
  /**
   * Of this editor: what it records of its own embedded server, which other editors cannot look at. Earlier versions kept all of their
   * records here; these move to the shared folder as soon as they are found.
   */
  readonly own: string;
}

export function openJournal({ shared, own, rates }: JournalNeeds): Journal {
  const endpoints = joined(openEndpointLedger(shared), openEndpointLedger(own));
  const jobs = joined(openJobLedger(shared), openJobLedger(own));
  return {
    endpoints: withRates(endpoints, endpointPrice, rates),
    jobs: withRates(jobs, trainingPrice, rates),
    spend: joinedSpend(openSpendFile(shared), openSpendFile(own)),
  };
}

function joinedSpend(shared: SpendFile, own: SpendFile): Pick<SpendFile, 'read'> {
  return {
    async read() {
      const [there, here] = await Promise.all([shared.read(), own.read()]);
      return { lines: [...there.lines, ...here.lines], unreadable: there.unreadable + here.unreadable };
    },
  };
}

/** Records without a rate get that of now. */
export function withRates<Entry extends Recorded>(
  ledger: Ledger<Entry>,
  priceOf: typeof endpointPrice,
  rates: () => Promise<RateBook> = async () => shippedRates,
): Ledger<Entry> {
  const rated = async (entry: Entry): Promise<Entry> => {
    const { instanceType, instanceCount = 1, connectionId, rate } = entry;
    const connection = parseConnectionId(connectionId);
    if (rate !== undefined || instanceType === undefined || connection === undefined) return entry;
    return { ...entry, rate: priceOf(connection, instanceType, instanceCount, await rates()) };
  };
  return {
    ...ledger,
    record: async (entry) => ledger.record(await rated(entry)),
    admit: async (entry, check) => ledger.admit(await rated(entry), check),
    change: (entry, change) =>
      ledger.change(entry, async (current) => {
        const next = await change(current);
        return next && rated(next);
      }),
  };
}

function isLocal({ connectionId }: Recorded): boolean {
  const connection = parseConnectionId(connectionId);
  return connection !== undefined && !billsMoney(connection);
}

function joined<Entry extends Recorded>(shared: Ledger<Entry>, own: Ledger<Entry>): Ledger<Entry> {
  const ledgerOf = (entry: Entry) => (isLocal(entry) ? own : shared);
  return {
    async read() {
      const here = await own.read();
      const misplaced = here.entries.filter((entry) => !isLocal(entry));
      // What cannot be moved, to a full disk for instance, is still read where it is.
      for (const entry of misplaced) await move(entry, own, shared).catch(() => undefined);
      const [before, there] = [misplaced.length === 0 ? here : await own.read(), await shared.read()];
      return {
        entries: [...there.entries, ...before.entries],
        unreadable: [...there.unreadable, ...before.unreadable],
      };
    },
    record: (entry) => ledgerOf(entry).record(entry),
    admit: (entry, check) => ledgerOf(entry).admit(entry, check),
    admitting: (act) => shared.admitting(act),
    change: (entry, change) => ledgerOf(entry).change(entry, change),
    async forget(entry) {
      await shared.forget(entry);
      await own.forget(entry);
    },
    async end(entry, endingOf) {
      await ledgerOf(entry).end(entry, endingOf);
      if (!isLocal(entry)) await own.forget(entry);
    },
    forgetUnreadable: (path) => shared.forgetUnreadable(path),
    keyOf: shared.keyOf,
  };
}

/** A window of an earlier version may still write its record: what either record says of the state counts. */
async function move<Entry extends Recorded>(
  entry: Entry,
  from: Ledger<Entry>,
  to: Ledger<Entry>,
): Promise<void> {
  await to.change(entry, (known) =>
    known === undefined ? entry : { ...entry, ...known, state: laterState(entry, known) },
  );
  await from.forget(entry);
}
