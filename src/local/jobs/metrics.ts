import type { JobMetric, JobRequest } from './messages.ts';

/**
 * Reads metrics out of log lines: the first group of each regular expression that a line matches. Expressions come from the request
 * and can take any time; they run in the job's process, which is ended when the job is stopped.
 */
export function metricReader(
  definitions: JobRequest['metricDefinitions'],
): (lines: readonly string[]) => JobMetric[] {
  const patterns = definitions.map(({ Name, Regex }) => ({ Name, pattern: new RegExp(Regex) }));
  return (lines) => {
    const found = new Map<string, number>();
    for (const line of lines)
      for (const { Name, pattern } of patterns) {
        const value = Number.parseFloat(pattern.exec(line)?.[1] ?? '');
        if (Number.isFinite(value)) found.set(Name, value);
      }
    return [...found].map(([name, value]) => ({ name, value }));
  };
}
