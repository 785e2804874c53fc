import { AddTagsCommand, ListTagsCommand } from '@aws-sdk/client-sagemaker';
import { watchAnswerTime } from './answeredAt.ts';
import type { AwsClients } from './connections/clients.ts';
import { call, required } from './failures/call.ts';
import { type Guarded, guardOf, type GuardTags, guardTagsOf, type Origin, originOf } from './tags.ts';

/** Owner and lease in the tags of an endpoint, and when AWS said so. */
export interface EndpointGuard extends GuardTags {
  /** By AWS's clock, milliseconds since 1970; undefined where its answer has no date. */
  readonly awsNowMs: number | undefined;
}

/** Reads origin, owner and lease of an endpoint. Throws 'resource-not-found' for one that is gone. */
export async function readEndpointTags(
  clients: AwsClients,
  arn: string,
  signal?: AbortSignal,
): Promise<{ readonly origin: Origin; readonly guard: EndpointGuard }> {
  const command = new ListTagsCommand({ ResourceArn: arn, MaxResults: 50 });
  const answered = watchAnswerTime(command.middlewareStack);
  const answer = await call('ListTags', signal, (options) => clients.sagemaker.send(command, options));
  const tags = required(answer.Tags, 'ListTags', 'Tags');
  return { origin: originOf(tags), guard: { ...guardOf(tags), awsNowMs: answered.ms } };
}

/** Reads owner and lease of an endpoint. Throws 'resource-not-found' for one that is gone. */
export const readEndpointGuard = async (
  clients: AwsClients,
  arn: string,
  signal?: AbortSignal,
): Promise<EndpointGuard> => (await readEndpointTags(clients, arn, signal)).guard;

/** Replaces owner or lease in the tags of an endpoint. */
export async function writeEndpointGuard(
  clients: AwsClients,
  arn: string,
  guarded: Guarded,
  signal?: AbortSignal,
): Promise<void> {
  const command = new AddTagsCommand({ ResourceArn: arn, Tags: guardTagsOf(guarded) });
  await call('AddTags', signal, (options) => clients.sagemaker.send(command, options));
}
