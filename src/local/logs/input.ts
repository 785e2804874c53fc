import * as z from 'zod/mini';
import { ServiceError } from '../protocols/service.ts';

export const invalid = (message: string) => new ServiceError('InvalidParameterException', message);

const logGroup = z.object({
  logGroupName: z.optional(z.string()),
  logGroupIdentifier: z.optional(z.string()),
});

/** The group that a request names, by its name or its ARN. Throws InvalidParameterException unless it names one. */
export function groupOf(input: unknown): string {
  const { logGroupName, logGroupIdentifier } = parsed(logGroup, input);
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined))
    throw invalid('Exactly one of logGroupName and logGroupIdentifier must be given.');
  return logGroupName ?? (logGroupIdentifier ?? '').replace(/^arn:.*:log-group:/, '');
}

/** Parses an input within the service's model; throws CloudWatch Logs' validation error for the first issue. */
export function parsed<T>(schema: z.ZodMiniType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(`Invalid value at '${issue?.path.join('.') ?? ''}': ${issue?.message ?? ''}`);
}
