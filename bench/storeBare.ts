// Bare servers in processes of their own, which the embedded server is compared with.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { readScope } from '../src/local/signatures/scope.ts';
import { sha256, verifySignature } from '../src/local/signatures/sigv4.ts';
import { credentials } from './serverProcess.ts';

const answer = Buffer.alloc(1024, 'x');

/** Reads each request and answers 1 KB; `signed`, after it has checked the signature as the embedded server does. */
export function serveBare(kind: string): void {
  const server = createServer((message, reply) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      if (kind === 'signed') {
        const headers: Record<string, string> = Object.create(null);
        for (const [name, value] of Object.entries(message.headers)) headers[name] = String(value);
        const [path = '', search = ''] = (message.url ?? '').split('?');
        const parts = { method: message.method ?? '', path, query: new URLSearchParams(search), headers };
        const scope = readScope(parts, credentials, headers['x-amz-target'] === undefined);
        const hash = scope.payloadHash ?? sha256(Buffer.concat(chunks));
        verifySignature(parts, scope, credentials, hash, new Date());
      }
      reply.writeHead(200, { 'content-type': 'application/octet-stream' }).end(answer);
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    console.log(typeof address === 'object' ? address?.port : address);
  });
}

export async function startBare(kind: 'echo' | 'signed') {
  const child = spawn(process.execPath, [process.argv[1] ?? '', 'bare', kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { port: Number(line), child };
}
