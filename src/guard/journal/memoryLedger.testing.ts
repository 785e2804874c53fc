import type { Ledger, LedgerContents } from './ledger.ts';

/** A ledger whose records are in memory, where a test can change them. */
export function memoryLedger<Entry>(
  keyOf: (entry: Entry) => string,
  contents: { entries: Entry[]; unreadable: string[] },
): Ledger<Entry> {
  const without = (entry: Entry) => contents.entries.filter((one) => keyOf(one) !== keyOf(entry));
  const record = async (entry: Entry) => {
    contents.entries = [...without(entry), entry];
  };
  const forget = async (entry: Entry) => {
    contents.entries = without(entry);
  };
  return {
    keyOf,
    read: async (): Promise<LedgerContents<Entry>> =>
      structuredClone({ entries: contents.entries, unreadable: contents.unreadable }),
    record,
    forget,
    async admit(entry, check) {
      await check();
      await record(entry);
    },
    admitting: (act) => act(),
    async change(entry, change) {
      const current = contents.entries.find((one) => keyOf(one) === keyOf(entry));
      const next = await change(current);
      if (next !== undefined) await record(next);
      return next ?? current;
    },
    async end(entry, endingOf) {
      if (endingOf(entry) !== undefined) await forget(entry);
    },
    forgetUnreadable: async () => undefined,
  };
}
