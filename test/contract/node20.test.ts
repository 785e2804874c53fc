import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { writeRecordIO } from '../../src/learner/formats/recordio.ts';
import { clientsOf } from './embeddedServer.ts';
import { buildServer } from './serverBundle.ts';
import { bucket, channel, modelOf, putObject, train, trainingJob, uploadSalary } from './training.ts';

/** The Node that `npm test` was started with: what ships runs on Node 20 too. */
const firstNode = process.env['FIRST_NODE'] ?? '';
const isNode20 =
  spawnSync(firstNode, ['--version'], { encoding: 'utf8' }).stdout?.startsWith('v20.') ?? false;
const readySchema = z.object({ endpoint: z.string(), accessKeyId: z.string(), secretAccessKey: z.string() });

test.runIf(isNode20)('the server and its jobs, on threads too, run on Node 20', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'll-node20-'));
  const serverModulePath = await buildServer(folder);
  const child = spawn(firstNode, [serverModulePath, '--state', join(folder, 'state')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const { endpoint, ...keys } = readySchema.parse(JSON.parse(String(line)));
  const clients = clientsOf(endpoint, keys);
  try {
    await uploadSalary(clients);
    const small = await train(clients, trainingJob('small'));
    expect((await modelOf(clients, small)).weights[0]).toBeCloseTo(9631.828, 2);
    const rowCount = 100_000;
    const values = Float32Array.from({ length: rowCount * 10 }, (_, at) => (at * 37) % 101);
    const labels = Float32Array.from({ length: rowCount }, (_, row) => 3 * (values[row * 10] ?? 0) + 1);
    await putObject(
      clients,
      'linear-learner/many/rows',
      writeRecordIO({ rowCount, columnCount: 10, values }, labels),
    );
    const source = { S3Uri: `s3://${bucket}/linear-learner/many/` };
    const hyperparameters = { feature_dim: '10', mini_batch_size: '1000', loss: 'absolute_loss' };
    const many = await train(
      clients,
      trainingJob('many', hyperparameters, { InputDataConfig: [channel(source)] }),
    );
    expect(many).toMatchObject({ TrainingJobStatus: 'Completed' });
  } finally {
    clients.destroy();
    child.kill('SIGTERM');
  }
  expect((await exited)[0]).toBe(0);
  await rm(folder, { recursive: true, force: true });
});
