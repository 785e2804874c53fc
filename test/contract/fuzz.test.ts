import { expect, test } from 'vitest';
import { fuzz } from '../fuzz/fuzz.ts';
import { prepareServer, useServer } from '../fuzz/prepare.ts';
import { startEmbeddedServer } from './embeddedServer.ts';

const seed = 20_261_130;

test('server survives 500 fuzzed requests and 50 aborted uploads, and leaves none unanswered', async () => {
  const server = await startEmbeddedServer();
  try {
    await prepareServer(server);
    const { credentials } = server.client;
    const address = Number(new URL(await server.openPort()).port);
    const { findings } = await fuzz({ address, credentials, seed, requestCount: 500, uploadCount: 50 });
    expect(findings).toEqual([]);
    await useServer(server);
    expect(server.errors).toEqual([]);
  } finally {
    await server.stop();
  }
});
