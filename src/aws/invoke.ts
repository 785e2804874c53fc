import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import * as z from 'zod/mini';
import { call } from './call.ts';
import type { AwsClients } from './connections/clients.ts';
import { answerUnreadable } from './errors.ts';

const answerSchema = z.object({ predictions: z.array(z.object({ score: z.number() })) });

/** What was sent and what came back, word for word, and the numbers in it. */
export interface Invocation {
  readonly request: { readonly contentType: string; readonly accept: string; readonly body: string };
  readonly response: { readonly contentType: string; readonly body: string };
  /** One score a row, in the order of the rows. */
  readonly predictions: readonly number[];
}

/** Asks the endpoint about rows in text/csv (no header, no label) and reads its JSON. */
export async function invokeEndpoint(
  clients: AwsClients,
  { endpointName, csvBody }: { readonly endpointName: string; readonly csvBody: string },
  signal?: AbortSignal,
): Promise<Invocation> {
  const request = { contentType: 'text/csv', accept: 'application/json', body: csvBody };
  const command = new InvokeEndpointCommand({
    EndpointName: endpointName,
    ContentType: request.contentType,
    Accept: request.accept,
    Body: csvBody,
  });
  const answer = await call('InvokeEndpoint', signal, (options) => clients.runtime.send(command, options));
  const body = new TextDecoder().decode(answer.Body);
  const response = { contentType: answer.ContentType ?? '', body };
  return { request, response, predictions: parsePredictions(body) };
}

function parsePredictions(body: string): readonly number[] {
  try {
    return answerSchema.parse(JSON.parse(body)).predictions.map(({ score }) => score);
  } catch (error) {
    throw answerUnreadable('InvokeEndpoint', body, error);
  }
}
