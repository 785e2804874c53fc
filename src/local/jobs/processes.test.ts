import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { JobRequest } from './messages.ts';
import { openJobProcesses } from './processes.ts';

const request: JobRequest = {
  hyperparameters: {},
  channels: { train: { contentType: 'text/csv', files: [] } },
  artifactPath: '',
  metricDefinitions: [],
};

/** Jobs that run a script, in which `folder` is a new one. */
async function processesOf(script: (folder: string) => string) {
  const folder = await mkdtemp(join(tmpdir(), 'll-processes-'));
  const path = join(folder, 'job.mjs');
  await writeFile(path, script(JSON.stringify(folder)));
  const processes = openJobProcesses(path);
  onTestFinished(async () => {
    processes.dispose();
    await rm(folder, { recursive: true, force: true });
  });
  const started = async () => (await readdir(folder)).filter((name) => name.startsWith('pid-'));
  return { processes, started };
}

/** Leaves its number in the folder when it starts, and logs it when it trains. */
const reporting = (folder: string) => `
  import { writeFileSync } from 'node:fs';
  writeFileSync(${folder} + '/pid-' + process.pid, '');
  process.on('message', () => {
    process.send({ kind: 'log', lines: ['pid-' + process.pid], metrics: [] });
    process.send({ kind: 'done' });
  });
  process.on('disconnect', () => process.exit());
`;

test('each job has a process of its own, which is started ahead of the second job', async () => {
  const { processes, started } = await processesOf(reporting);
  const run = async () => {
    const lines: string[] = [];
    const { ended } = processes.train(request, (message) => {
      if (message.kind === 'log') lines.push(...message.lines);
    });
    expect(await ended).toBe('done');
    return lines;
  };
  const first = await run();
  await vi.waitFor(async () => expect(await started()).toHaveLength(2), { timeout: 20_000 });
  const ready = await started();
  const second = await run();
  expect(second).not.toEqual(first);
  expect(ready.toSorted()).toEqual([...first, ...second].toSorted());
});

test('a process that ended while it waited is replaced', async () => {
  const { processes } = await processesOf(
    (folder) => `${reporting(folder)}; if (process.env.LL_ENDS === 'yes') process.exit();`,
  );
  process.env['LL_ENDS'] = 'yes';
  processes.prepare();
  delete process.env['LL_ENDS'];
  const child = await processes.train(request, () => undefined).ended;
  // Either it had ended before the request, or it reports that it did.
  expect(['done', { failed: 'AlgorithmError: the training process ended with 0' }]).toContainEqual(child);
  expect(await processes.train(request, () => undefined).ended).toBe('done');
});
