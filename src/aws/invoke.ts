import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import * as z from 'zod/mini';
import { call } from './call.ts';
import type { AwsClients } from './connections/clients.ts';
import { answerUnreadable } from './failures/errors.ts';

const predictionSchema = z.object({
  /** Of a multiclass model: one a class. */
  score: z.union([z.number(), z.array(z.number())]),
  /** Of a classifier: the class, from 0. */
  predicted_label: z.optional(z.number()),
});
const answerSchema = z.object({ predictions: z.array(predictionSchema) });

/** What the endpoint says of one row. */
export type Prediction = z.infer<typeof predictionSchema>;

/** A real-time endpoint takes at most 6 MiB a request; this leaves room for a proxy's headers. */
const largestBodyBytes = 5 * 1024 * 1024;

export interface InvocationRequest {
  readonly endpointName: string;
  readonly contentType: 'text/csv' | 'application/json';
  readonly body: string;
}

/** What was sent and what came back, word for word, and the numbers in it. */
export interface Invocation {
  readonly request: InvocationRequest;
  readonly response: {
    readonly status: number;
    readonly contentType: string;
    readonly body: string;
    readonly durationMs: number;
  };
  /** One a row, in the order of the rows. */
  readonly predictions: readonly Prediction[];
}

/** Asks the endpoint about rows, as text/csv (no header, no label) or JSON, and reads its JSON. */
export async function invokeEndpoint(
  clients: AwsClients,
  request: InvocationRequest,
  signal?: AbortSignal,
): Promise<Invocation> {
  const command = new InvokeEndpointCommand({
    EndpointName: request.endpointName,
    ContentType: request.contentType,
    Accept: 'application/json',
    Body: request.body,
  });
  const startedAt = performance.now();
  const answer = await call('InvokeEndpoint', signal, (options) => clients.runtime.send(command, options));
  const body = new TextDecoder().decode(answer.Body);
  const response = {
    status: answer.$metadata.httpStatusCode ?? 200,
    contentType: answer.ContentType ?? '',
    body,
    durationMs: performance.now() - startedAt,
  };
  return { request, response, predictions: parsePredictions(body) };
}

/** As many rows as there are, in requests that the endpoint accepts, one after the other. */
export async function invokeWithRows(
  clients: AwsClients,
  { endpointName, csvLines }: { readonly endpointName: string; readonly csvLines: readonly string[] },
  { signal, onRows }: { readonly signal?: AbortSignal; readonly onRows?: (rowCount: number) => void } = {},
): Promise<{ predictions: readonly Prediction[]; requestCount: number }> {
  const predictions: Prediction[] = [];
  let requestCount = 0;
  for (const body of csvBodies(csvLines, largestBodyBytes)) {
    const answer = await invokeEndpoint(clients, { endpointName, contentType: 'text/csv', body }, signal);
    for (const prediction of answer.predictions) predictions.push(prediction);
    requestCount += 1;
    onRows?.(predictions.length);
  }
  return { predictions, requestCount };
}

/** Lines of digits, joined into bodies of at most `limitBytes`; a line is never cut. */
export function* csvBodies(lines: readonly string[], limitBytes: number): Generator<string, void, undefined> {
  let start = 0;
  let bytes = 0;
  for (const [index, line] of lines.entries()) {
    if (index > start && bytes + line.length + 1 > limitBytes) {
      yield lines.slice(start, index).join('\n');
      start = index;
      bytes = 0;
    }
    bytes += line.length + 1;
  }
  if (start < lines.length) yield lines.slice(start).join('\n');
}

function parsePredictions(body: string): readonly Prediction[] {
  try {
    return answerSchema.parse(JSON.parse(body)).predictions;
  } catch (error) {
    throw answerUnreadable('InvokeEndpoint', body, error);
  }
}
