import { AddTagsCommand, ListTagsCommand } from '@aws-sdk/client-sagemaker';
import { watchAnswerTime } from './answeredAt.ts';
import type { AwsClients } from './connections/clients.ts';
import { call, required } from './failures/call.ts';
import { type Guarded, guardOf, type GuardTags, guardTagsOf } from './tags.ts';

/** Owner and lease in the tags of an endpoint, and when AWS said so. */
export interface EndpointGuard extends GuardTags {
  /** By AWS's clock, milliseconds since 1970; undefined where its answer has no date. */
  readonly awsNowMs: number | undefined;
}

/** Reads owner and lease of an endpoint. Throws 'resource-not-found' for one that is gone. */
export async function readEndpointGuard(
  clients: AwsClients,
  arn: string,
  signal?: AbortSignal,
): Promise<EndpointGuard> {
  const command = new ListTagsCommand({ ResourceArn: arn, MaxResults: 50 });
  const answered = watchAnswerTime(command.middlewareStack);
  const { Tags } = await call('ListTags', signal, (options) => clients.sagemaker.send(command, options));
  return { ...guardOf(required(Tags, 'ListTags', 'Tags')), awsNowMs: answered.ms };
}

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
