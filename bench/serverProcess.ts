// The built server in a process of its own, and signed requests to it.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import type { Agent } from 'node:http';
import { createInterface } from 'node:readline';
import { nodeFlags } from '../src/local/launch/nodeFlags.ts';
import { signed } from '../test/fuzz/wire.ts';
import type { RawRequest } from '../test/fuzz/wire.ts';

export const credentials = { accessKeyId: 'AKIABENCH', secretAccessKey: 'bench' };

export interface Started {
  readonly port: number;
  readonly startMs: number;
  readonly child: ChildProcess;
}

export async function startServer(serverModule: string, folder: string): Promise<Started> {
  const began = performance.now();
  const keys = ['--access-key', credentials.accessKeyId, '--secret-key', credentials.secretAccessKey];
  const options = ['--state', folder, '--port', '0', ...keys];
  const child = spawn(process.execPath, [...nodeFlags, serverModule, ...options], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`the server ended with ${code}`)),
  );
  exited.catch(() => undefined);
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited]);
  const { port } = new URL(/http:[^"]+/.exec(String(line))?.[0] ?? '');
  return { port: Number(port), startMs: performance.now() - began, child };
}

export async function stopServer({ child }: Pick<Started, 'child'>): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

export const s3Request = (
  path: string,
  query: RawRequest['query'] = [],
  body = Buffer.alloc(0),
  payloadHash?: string,
): RawRequest =>
  signed(
    { method: body.length > 0 ? 'PUT' : 'GET', path, query, headers: {}, body },
    credentials,
    's3',
    payloadHash,
  );

export const describeRequest = (name: string): RawRequest =>
  signed(
    {
      method: 'POST',
      path: '/',
      query: [],
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'SageMaker.DescribeTrainingJob',
      },
      body: Buffer.from(JSON.stringify({ TrainingJobName: name })),
    },
    credentials,
    'sagemaker',
  );

export interface Sent {
  readonly status: number;
  /** Milliseconds from the request to the end of the response. */
  readonly ms: number;
}

/** Sends a request and reads the response. Rejects when the connection breaks. */
export function send(
  { port, agent }: { readonly port: number; readonly agent: Agent },
  { method, path, query, headers, body }: RawRequest,
): Promise<Sent> {
  const search = new URLSearchParams(
    query.map(([name, value]): [string, string] => [name, value]),
  ).toString();
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const sent = request(
      { port, host: '127.0.0.1', agent, method, path: `${path}?${search}`, headers: { ...headers } },
      (response) => {
        response.resume();
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, ms: performance.now() - began }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
