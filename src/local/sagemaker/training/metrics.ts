import { laterMetricDefinitions, metricDefinitions } from '../../../learner/logLines/metricDefinitions.ts';
import { validation } from '../names.ts';
import type { MetricDefinition, TrainingJob } from '../trainingJob.ts';

/** What the service itself attaches to Linear Learner's jobs; a line's first group is the value. */
const builtInMetricDefinitions: readonly MetricDefinition[] = [
  ...metricDefinitions,
  ...laterMetricDefinitions,
];

/** The definitions of a job: the service's own, and the request's, which win over one of the same name. */
export function metricDefinitionsOf({
  AlgorithmSpecification: { MetricDefinitions = [] },
}: TrainingJob['request']): readonly MetricDefinition[] {
  const given = new Set(MetricDefinitions.map(({ Name }) => Name));
  return [...builtInMetricDefinitions.filter(({ Name }) => !given.has(Name)), ...MetricDefinitions];
}

/** Throws SageMaker's validation error for a regular expression that is none. */
export function checkMetricDefinitions(definitions: readonly MetricDefinition[]): void {
  const broken = definitions.find(({ Regex }) => compile(Regex) === undefined);
  if (broken !== undefined)
    throw validation(
      `The regular expression of metric definition '${broken.Name}' is invalid: ${broken.Regex}`,
    );
}

function compile(regex: string): RegExp | undefined {
  try {
    return new RegExp(regex);
  } catch {
    return undefined;
  }
}

export interface MetricReader {
  read(lines: readonly string[], seconds: number): void;
  /** The last value of each metric that a line told. */
  final(): TrainingJob['finalMetrics'];
}

/** Reads metrics out of log lines as they come. */
export function openMetricReader(definitions: readonly MetricDefinition[]): MetricReader {
  const patterns = definitions.map(({ Name, Regex }) => ({ Name, pattern: compile(Regex) }));
  const found = new Map<string, TrainingJob['finalMetrics'][number]>();
  return {
    read(lines, Timestamp) {
      for (const line of lines) {
        for (const { Name, pattern } of patterns) {
          const Value = Number.parseFloat(pattern?.exec(line)?.[1] ?? '');
          if (Number.isFinite(Value)) found.set(Name, { MetricName: Name, Value, Timestamp });
        }
      }
    },
    final: () => [...found.values()],
  };
}
