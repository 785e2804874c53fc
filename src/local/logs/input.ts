import * as z from 'zod/mini';
import { ServiceError } from '../protocols/service.ts';

export const invalid = (message: string) => new ServiceError('InvalidParameterException', message);

/** Names are parts of paths in the log store. docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export const logGroupName = z.string().check(z.maxLength(512), z.regex(/^[\w.\-/#]+$/));
export const logStreamName = z.string().check(z.maxLength(512), z.regex(/^[^:*\p{Cs}]+$/u));

/** Parses an input; throws CloudWatch Logs' validation error for the first issue. */
export function parsed<T>(schema: z.ZodMiniType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(`Invalid value at '${issue?.path.join('.') ?? ''}': ${issue?.message ?? ''}`);
}
