// Ten thousand runs: how long it takes to list them from the index, to make the index again from their records, and to take up one
// change; beside plain JSON.parse of the same files.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawnEvaluation, drawnOutcome, drawnRecord } from '../src/runs/history/drawnRuns.testing.ts';
import { openRunHistory } from '../src/runs/history/openHistory.ts';
import { inOrder } from '../src/runs/inOrder.ts';
import { openJobLedger } from '../src/guard/journal/jobLedger.ts';
import { openPrices } from '../src/runs/prices/prices.ts';
import { openRunRecords } from '../src/runs/openRunRecords.ts';

const [, , scratch = '', count = '10000', rounds = '5'] = process.argv;
const runCount = Number(count);
const storage = join(scratch, 'runs-storage');
const records = openRunRecords(storage);
const open = () =>
  openRunHistory(storage, { records, jobs: openJobLedger(storage), prices: openPrices(storage) });
const folderOf = (number: number) => records.folderOf('local', drawnRecord(number).trainingJobName);

/** Milliseconds on the clock, and of processor time, which other work on the machine disturbs less. */
type Times = readonly [clock: number, processor: number];

async function timesOf(work: () => Promise<unknown>): Promise<Times> {
  const before = performance.now();
  const used = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(used);
  return [performance.now() - before, (user + system) / 1000];
}

/** Files as a training, an evaluation and the end of a job write them, without syncing each. */
async function writeRun(number: number): Promise<void> {
  const folder = folderOf(number);
  await mkdir(folder, { recursive: true });
  const write = (name: string, value: unknown) =>
    writeFile(join(folder, name), JSON.stringify(value, null, 2));
  await write('run.json', { ...drawnRecord(number), connectionId: 'local' });
  await write('evaluation.json', drawnEvaluation(number));
  await write('outcome.json', drawnOutcome(number));
  if (number % 10 === 0)
    await writeFile(join(folder, 'marks.jsonl'), '\n{"version":1,"note":"as in the report"}\n');
}

async function parseIndex(): Promise<number> {
  const text = await readFile(join(storage, 'runs.jsonl'), 'utf8');
  return text.split('\n').filter((line) => line !== '' && JSON.parse(line) !== null).length;
}

async function parseRecords(): Promise<void> {
  const numbers = Array.from({ length: runCount }, (_, number) => number);
  const read = inOrder(numbers, 16, async (number) => {
    const folder = folderOf(number);
    for (const name of await readdir(folder))
      if (name.endsWith('.json')) JSON.parse(await readFile(join(folder, name), 'utf8'));
  });
  for await (const _ of read);
}

const times: Record<string, { readonly ours: Times[]; readonly peer: Times[] }> = {
  list: { ours: [], peer: [] },
  rebuild: { ours: [], peer: [] },
  refresh: { ours: [], peer: [] },
};
const gather = async (what: string, ours: () => Promise<unknown>, peer: () => Promise<unknown>) => {
  times[what]?.peer.push(await timesOf(peer));
  times[what]?.ours.push(await timesOf(ours));
};

const writing = inOrder(
  Array.from({ length: runCount }, (_, number) => number),
  16,
  writeRun,
);
for await (const _ of writing);
const first = open();
await first.rows();
first.dispose();
for (let round = 0; round < Number(rounds); round += 1) {
  const history = open();
  let listed = 0;
  await gather('list', async () => (listed = (await history.rows()).rows.length), parseIndex);
  if (listed !== runCount) throw new Error(`${listed} runs were listed`);
  if (round === 0) await gather('rebuild', () => history.rebuild(), parseRecords);
  const number = round + 1;
  const { trainingJobName } = drawnRecord(number);
  await writeFile(join(folderOf(number), 'outcome.json'), JSON.stringify(drawnOutcome(number + 1)));
  await gather(
    'refresh',
    async () => {
      await history.refresh('local', trainingJobName);
      await history.rows();
    },
    async () => {
      for (const name of ['run.json', 'evaluation.json', 'outcome.json'])
        JSON.parse(await readFile(join(folderOf(number), name), 'utf8'));
    },
  );
  history.dispose();
}
const megabytes = Buffer.byteLength(await readFile(join(storage, 'runs.jsonl'))) / 1e6;
await rm(storage, { recursive: true });
process.stdout.write(`${JSON.stringify({ runCount, times, megabytes })}\n`);
