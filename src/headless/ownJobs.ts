import { jobKey } from '../guard/journal/jobLedger.ts';
import type { JobLedger } from '../guard/journal/jobLedger.ts';

/** The jobs in a journal that this process recorded: others use the journal as well. */
export function ownJobs(jobs: JobLedger): JobLedger {
  const own = new Set<string>();
  return {
    ...jobs,
    async read() {
      const { entries } = await jobs.read();
      return { entries: entries.filter((entry) => own.has(jobKey(entry))), unreadable: [] };
    },
    async admit(entry, check) {
      own.add(jobKey(entry));
      await jobs.admit(entry, check);
    },
  };
}
