// Runs the job process on one RecordIO file and prints seconds and peak memory. Arguments: its module, a folder, megabytes of
// data, loss.
import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { writeRecordIO } from '../src/learner/formats/recordio.ts';
import { mersenneTwister } from '../src/learner/random.ts';
import type { ServerMessage } from '../src/local/jobs/messages.ts';

const [, , jobModule = '', folder = '', megabytes = '', loss = ''] = process.argv;
const path = join(folder, `data-${megabytes}.pbr`);
if (!existsSync(path)) await writeData(path, Number(megabytes) * 1e6);

async function writeData(path: string, bytes: number): Promise<void> {
  const random = mersenneTwister(1);
  const [rowCount, columnCount] = [50_000, 10];
  const file = await open(path, 'w');
  for (let written = 0; written < bytes;) {
    const values = Float32Array.from({ length: rowCount * columnCount }, () => random() / 2 ** 32);
    const labels = Float32Array.from(
      { length: rowCount },
      (_, row) => (values[row * columnCount] ?? 0) * 3 + random() / 2 ** 32,
    );
    const part = writeRecordIO({ rowCount, columnCount, values }, labels);
    await file.write(part);
    written += part.length;
  }
  await file.close();
}

const started = performance.now();
const job = fork(jobModule, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
await new Promise<void>((resolve, reject) => {
  job.on('message', (message: { kind: string; reason?: string }) => {
    if (message.kind === 'done') resolve();
    if (message.kind === 'failed') reject(new Error(message.reason));
  });
  job.once('exit', () => reject(new Error('The job process ended.')));
  const request: ServerMessage = {
    kind: 'train',
    hyperparameters: { predictor_type: 'regressor', loss, early_stopping_patience: '99' },
    channels: { train: { contentType: 'application/x-recordio-protobuf', files: [{ path, name: path }] } },
    artifactPath: join(folder, 'model.tar.gz'),
    metricDefinitions: [],
  };
  job.send(request);
});
const seconds = (performance.now() - started) / 1000;
// Linux: the peak resident set size of the process.
const status = readFileSync(`/proc/${job.pid}/status`, 'utf8');
const peakMegabytes = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
job.disconnect();
console.log(JSON.stringify({ seconds, peakMegabytes }));
