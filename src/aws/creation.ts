import { randomUUID } from 'node:crypto';
import { ListTagsCommand } from '@aws-sdk/client-sagemaker';
import type { MiddlewareStack } from '@smithy/types';
import { watchAttempts } from './attempts.ts';
import { call, pause, required } from './failures/call.ts';
import type { CallOptions } from './failures/call.ts';
import type { AwsClients } from './connections/clients.ts';
import { answerIncomplete, hasCode } from './failures/errors.ts';
import type { AccountRegion } from './identity.ts';
import { attemptOf, type Guarded } from './tags.ts';

/** Outcome of a create call. After 'unknown' the resource may exist, now or a little later. */
export type Creation =
  | { readonly kind: 'created'; readonly arn: string }
  | { readonly kind: 'refused'; readonly error: unknown }
  | { readonly kind: 'unknown'; readonly error: unknown };

interface Announced {
  /** The token in the tags. */
  readonly attempt: string;
  /** Where it will be created, as far as earlier responses show. */
  readonly account: AccountRegion | undefined;
  /** AWS's clock in milliseconds since 1970; undefined before its first response. */
  readonly awsNowMs: number | undefined;
}

export interface CreateOptions {
  readonly signal?: AbortSignal;
  /** Between two polls for a resource that may have been created, in milliseconds. */
  readonly pollIntervalMs?: number;
  /** Awaited before a resource that costs money is requested. What it resolves to goes into the tags of an endpoint. */
  readonly onWillCreate?: (announced: Announced) => Promise<Guarded | void>;
  /** Awaited when the announced resource was certainly not created. */
  readonly onNotCreated?: () => Promise<void>;
  /** As of NewRoleOptions. */
  readonly roleRequestedAt?: number | undefined;
  readonly onWaitingForRole?: (() => void) | undefined;
  readonly askAgainAfterMs?: number | undefined;
}

interface CreateCall<Input extends object, Output extends object> {
  readonly operation: string;
  readonly command: { readonly middlewareStack: MiddlewareStack<Input, Output> };
  readonly send: (options: CallOptions) => Promise<Output>;
  readonly arnOf: (output: Output) => string | undefined;
  /** ARN of the resource that currently has the name; undefined when there is none. */
  readonly find: (signal: AbortSignal | undefined) => Promise<string | undefined>;
  /** The token in the tags of this attempt. */
  readonly attempt: string;
}

/** A token for the tags of one create attempt: a resource that carries it was created by that attempt. */
export const newAttempt = (): string => randomUUID();

const mostLooks = 3;
const defaultPollIntervalMs = 1000;

/**
 * Runs a create call. If the response is lost or the name is taken, looks the resource up: one that carries this attempt's token means
 * success, one with another token belongs to someone else. Never throws.
 */
export async function create<Input extends object, Output extends object>(
  clients: AwsClients,
  { operation, command, send, arnOf, find, attempt }: CreateCall<Input, Output>,
  { signal, pollIntervalMs = defaultPollIntervalMs }: Pick<CreateOptions, 'signal' | 'pollIntervalMs'>,
): Promise<Creation> {
  const watched = watchAttempts(command.middlewareStack);
  let error: unknown;
  try {
    const arn = arnOf(await call(operation, signal, send));
    if (arn !== undefined) return { kind: 'created', arn };
    error = answerIncomplete(operation, 'ARN');
  } catch (failure) {
    if (!watched.mayHaveWorked && !hasCode(failure, 'resource-name-taken'))
      return { kind: 'refused', error: failure };
    error = failure;
  }
  for (let looks = 0; looks < mostLooks; looks += 1) {
    try {
      signal?.throwIfAborted();
      if (looks > 0) await pause(pollIntervalMs, signal);
      const arn = await find(signal);
      if (arn === undefined) continue;
      const found = await attemptOfResource(clients, arn, signal);
      if (found === attempt) return { kind: 'created', arn };
      // Tags may show later than their resource: without any, it may be ours.
      if (found !== undefined || !watched.mayHaveWorked) return { kind: 'refused', error };
    } catch {
      // The next poll may succeed; the error to report is that of the create call.
    }
  }
  return { kind: 'unknown', error };
}

/** The token in the tags of a resource; undefined when it is not ours. */
export async function attemptOfResource(
  clients: AwsClients,
  arn: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { Tags } = await call('ListTags', signal, (options) =>
    clients.sagemaker.send(new ListTagsCommand({ ResourceArn: arn, MaxResults: 50 }), options),
  );
  return attemptOf(required(Tags, 'ListTags', 'Tags'));
}
