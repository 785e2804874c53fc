import type * as z from 'zod/mini';
import { ServiceError } from '../protocols/service.ts';

export const invalid = (message: string) => new ServiceError('InvalidParameterException', message);

/** Runs a parse and turns what it finds into CloudWatch Logs' validation error. */
export function parsed<T>(schema: z.ZodMiniType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(`Invalid value at '${issue?.path.join('.') ?? ''}': ${issue?.message ?? ''}`);
}
