import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isProcess } from '../files/isProcess.ts';
import { openTrainers } from './trainers.ts';

/** Processes that do as the artifact's name says; each leaves a file by its number. */
const script = (folder: string) => `
  import { writeFileSync } from 'node:fs';
  writeFileSync(${folder} + '/pid-' + process.pid, '');
  process.on('message', ({ artifactPath }) => {
    if (artifactPath === 'hangs') return;
    if (artifactPath === 'dies') process.exit(3);
    process.send({ kind: 'training', isLarge: artifactPath === 'large' });
    process.send(artifactPath === 'fails' ? { kind: 'failed', reason: 'ClientError: no' } : { kind: 'done' });
  });
  process.on('disconnect', () => process.exit());
`;

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'll-trainers-'));
  const path = join(folder, 'job.mjs');
  await writeFile(path, script(JSON.stringify(folder)));
  const trainers = openTrainers(path);
  onTestFinished(async () => {
    await trainers.dispose();
    await rm(folder, { recursive: true, force: true });
  });
  const request = (artifactPath: string) => ({
    hyperparameters: {},
    channels: { train: { contentType: 'text/csv', files: [] } },
    artifactPath,
  });
  return {
    trainers,
    train: (artifactPath: string, signal = new AbortController().signal) =>
      trainers.train(request(artifactPath), signal),
    pids: async () =>
      (await readdir(folder)).flatMap((name) => (name.startsWith('pid-') ? [Number(name.slice(4))] : [])),
  };
}

test('one process trains one request after another', async () => {
  const { train, pids } = await open();
  for (let count = 0; count < 5; count += 1) expect(await train('small')).toEqual({ kind: 'trained' });
  expect(await pids()).toHaveLength(1);
});

test('trainings at the same time have processes of their own', async () => {
  const { train, pids } = await open();
  await Promise.all([train('small'), train('small'), train('small')]);
  expect(await pids()).toHaveLength(3);
});

test('a process that failed, or trained on many rows, is not used again', async () => {
  const { train, pids } = await open();
  expect(await train('fails')).toEqual({ kind: 'failed', reason: 'ClientError: no' });
  expect(await train('large')).toEqual({ kind: 'trained' });
  expect(await train('dies')).toMatchObject({ kind: 'failed', reason: expect.stringContaining('3') });
  expect(await train('small')).toEqual({ kind: 'trained' });
  expect(await pids()).toHaveLength(4);
});

test('an aborted training rejects once its process is gone', async () => {
  const { train, pids } = await open();
  const aborting = new AbortController();
  const training = train('hangs', aborting.signal);
  aborting.abort(new Error('enough'));
  await expect(training).rejects.toThrow('enough');
  expect((await pids()).filter(isProcess)).toEqual([]);
});

test('disposing ends idle and busy processes', async () => {
  const { trainers, train, pids } = await open();
  await train('small');
  const busy = train('hangs');
  await trainers.dispose();
  await expect(busy).resolves.toMatchObject({ kind: 'failed' });
  expect((await pids()).filter(isProcess)).toEqual([]);
});
