import { laterMetricDefinitions, metricDefinitions } from '../../../learner/logLines/metricDefinitions.ts';
import { validation } from '../names.ts';
import type { MetricDefinition, TrainingJob } from '../trainingJob.ts';

/** Definitions that the service adds to Linear Learner's jobs. */
const builtInMetricDefinitions: readonly MetricDefinition[] = [
  ...metricDefinitions,
  ...laterMetricDefinitions,
];

/** The metric definitions of a job: the service's own, overridden by those of the request. */
export function metricDefinitionsOf({
  AlgorithmSpecification: { MetricDefinitions = [] },
}: TrainingJob['request']): readonly MetricDefinition[] {
  const given = new Set(MetricDefinitions.map(({ Name }) => Name));
  return [...builtInMetricDefinitions.filter(({ Name }) => !given.has(Name)), ...MetricDefinitions];
}

/** Throws SageMaker's validation error for an invalid regular expression. */
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
