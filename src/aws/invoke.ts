import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import * as z from 'zod/mini';
import { call } from './failures/call.ts';
import type { AwsClients } from './connections/clients.ts';
import { answerUnreadable } from './failures/errors.ts';

const predictionSchema = z.object({
  /** Of a multiclass model: one per class. */
  score: z.union([z.number(), z.array(z.number())]),
  /** Of a classifier: the class index, from 0. */
  predicted_label: z.optional(z.number()),
});
const answerSchema = z.object({ predictions: z.array(predictionSchema) });

/** The endpoint's prediction for one row. */
export type Prediction = z.infer<typeof predictionSchema>;

/** A real-time endpoint accepts at most 6 MiB per request; this leaves room for a proxy's headers. */
const largestBodyBytes = 5 * 1024 * 1024;

export interface InvocationRequest {
  readonly endpointName: string;
  readonly contentType: 'text/csv' | 'application/json';
  readonly body: string;
}

/** Request and response verbatim, and the parsed predictions. */
export interface Invocation {
  readonly request: InvocationRequest;
  readonly response: {
    readonly status: number;
    readonly contentType: string;
    readonly body: string;
    readonly durationMs: number;
  };
  /** One per row, in row order. */
  readonly predictions: readonly Prediction[];
}

/** Invokes the endpoint with rows as text/csv (no header, no label) or JSON, and parses its JSON response. */
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

/** Invokes the endpoint with any number of rows, in consecutive requests below its size limit. */
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

/** Joins ASCII lines into bodies of at most `limitBytes`; a longer line is a body of its own. */
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
