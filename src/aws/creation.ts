import { randomUUID } from 'node:crypto';
import { ListTagsCommand } from '@aws-sdk/client-sagemaker';
import type { MiddlewareStack } from '@smithy/types';
import { watchAttempts } from './attempts.ts';
import { call, pause, required } from './call.ts';
import type { CallOptions } from './call.ts';
import type { AwsClients } from './connections/clients.ts';
import { answerIncomplete, hasCode } from './failures/errors.ts';
import type { AccountRegion } from './identity.ts';
import { attemptOf } from './tags.ts';

/** How a create call ended. After 'unknown' the resource may exist, now or a little later. */
export type Creation =
  | { readonly kind: 'created'; readonly arn: string }
  | { readonly kind: 'refused'; readonly error: unknown }
  | { readonly kind: 'unknown'; readonly error: unknown };

interface Announced {
  /** The token in the tags. */
  readonly attempt: string;
  /** Where it will be created, as far as earlier answers show. */
  readonly account: AccountRegion | undefined;
}

export interface CreateOptions {
  readonly signal?: AbortSignal;
  /** Between two looks for what may have been created, in milliseconds. */
  readonly pollIntervalMs?: number;
  /** Awaited before something that costs money is requested. */
  readonly onWillCreate?: (announced: Announced) => Promise<void>;
  /** Awaited when what was announced was certainly not created. */
  readonly onNotCreated?: () => Promise<void>;
}

interface CreateCall<Input extends object, Output extends object> {
  readonly operation: string;
  readonly command: { readonly middlewareStack: MiddlewareStack<Input, Output> };
  readonly send: (options: CallOptions) => Promise<Output>;
  readonly arnOf: (output: Output) => string | undefined;
  /** The ARN of the resource that has the name now; undefined when there is none. */
  readonly find: (signal: AbortSignal | undefined) => Promise<string | undefined>;
  /** The token in the tags of this attempt. */
  readonly attempt: string;
}

/** A token for the tags of one create attempt: what carries it was created by that attempt and no other. */
export const newAttempt = (): string => randomUUID();

const mostLooks = 3;
const defaultPollIntervalMs = 1000;

/**
 * Runs a create call. One whose answer was lost, or that finds its name taken, is looked for: a resource with this attempt's token is
 * success, one with another's is someone else's. Never throws.
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
      // The next look may be answered; the error of the create call is the one to report.
    }
  }
  return { kind: 'unknown', error };
}

async function attemptOfResource(
  clients: AwsClients,
  arn: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { Tags } = await call('ListTags', signal, (options) =>
    clients.sagemaker.send(new ListTagsCommand({ ResourceArn: arn, MaxResults: 50 }), options),
  );
  return attemptOf(required(Tags, 'ListTags', 'Tags'));
}
