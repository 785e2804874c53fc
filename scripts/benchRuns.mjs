// `npm run bench -- runs`: the history of many runs, beside plain JSON.parse of the same files. Needs no Python.
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { root } from './toolchain.mjs';

export const runsHeading = '## Runs';

const whats = {
  list: ['list all runs in a new window, from the index', 'the index, line by line', '1000 ms'],
  rebuild: ['make the index again from the records', 'all records', ''],
  refresh: ['take up a change of one run and list all', 'its records', ''],
};

/** Measures once and returns the section. */
export function measureRuns({ node, bundles, scratch, rounds }) {
  const load = loadavg()[0];
  const args = [join(bundles, 'runs.mjs'), scratch, '10000', String(rounds)];
  const { status, stdout } = spawnSync(node, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  console.log(stdout.trim());
  return section(JSON.parse(stdout), { load, rounds });
}

function section({ runCount, times, megabytes }, { load, rounds }) {
  const figure = (value) => value.toFixed(value < 10 ? 2 : 0);
  const rows = Object.entries(whats).map(([name, [what, parsed, limit]]) => {
    const { ours, peer } = times[name];
    const least = (all, at) => Math.min(...all.map((one) => one[at]));
    const of = (at) => [figure(least(peer, at)), figure(least(ours, at))];
    const ratio = (least(ours, 1) / least(peer, 1)).toFixed(1);
    const cells = [what, parsed, ...of(0), ...of(1), ratio, limit];
    return `| ${cells.join(' | ')} |`;
  });
  return `${runsHeading}
Written by \`npm run bench -- runs\` in ${rounds} rounds (${cpus().length} × ${cpus()[0]?.model.trim()}; load average at the start ${load.toFixed(2)}).
${runCount.toLocaleString('en')} runs, each evaluated on 200 held-out rows, with the losses of 32 models in 15 epochs; the index has ${megabytes.toFixed(0)} MB. Beside plain
JSON.parse of the same files, in turn. The times of the folders are compared after the list is shown.
Milliseconds of the fastest round, on the clock and of processor time, whose ratio is given; the last column is what the product sets
itself, on the clock of a machine that does nothing else. The index is made again once.

| what | JSON.parse of | JSON.parse | ours | JSON.parse, processor | ours, processor | ratio | at most |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}
`;
}
