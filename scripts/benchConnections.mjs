// `npm run bench -- connections`: the list of many profiles beside the SDK's parser of the same file, and the first paint of the tree.
// Needs no Python.
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { root } from './toolchain.mjs';

export const connectionsHeading = '## Connections';

const profileCount = 5000;
const keptRows = 100;

/** Measures once and returns the section. */
export function measureConnections({ node, bundles, scratch, rounds }) {
  const load = loadavg()[0];
  const run = (...args) => {
    const { status, stdout } = spawnSync(node, [join(bundles, 'connections.mjs'), ...args], {
      cwd: root,
      env: { ...process.env, NODE_PATH: join(scratch, 'kept', 'modules') },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (status !== 0) throw new Error(`connections ${args.join(' ')} ended with ${status}`);
    console.log(`${args[0]}\n  ${stdout.trim()}`);
    return JSON.parse(stdout);
  };
  const list = run('list', scratch, String(profileCount), String(rounds));
  const kept = join(scratch, 'kept');
  run('keep', kept, String(keptRows));
  // Each in a process that has loaded nothing yet, as a window that was just opened.
  const paint = { ours: [], peer: [] };
  for (let round = 0; round < rounds; round += 1) {
    paint.peer.push(run('parse', kept));
    paint.ours.push(run('paint', kept, join(root, 'dist', 's3Tree.cjs')));
  }
  return section({ list, paint }, { load, rounds });
}

const limits = { list: 200, paint: 300 };

function section(times, { load, rounds }) {
  const figure = (value) => value.toFixed(value < 10 ? 2 : 0);
  const least = (all, at) => Math.min(...all.map((one) => one[at]));
  const row = (name, what, beside) => {
    const { ours, peer } = times[name];
    const of = (at) => [figure(least(peer, at)), figure(least(ours, at))];
    const ratio = (least(ours, 1) / least(peer, 1)).toFixed(1);
    return `| ${[what, beside, ...of(0), ...of(1), ratio, `${limits[name]} ms`].join(' | ')} |`;
  };
  return `${connectionsHeading}
Written by \`npm run bench -- connections\` in ${rounds} rounds (${cpus().length} × ${cpus()[0]?.model.trim()}; load average at the start ${load.toFixed(2)}).
${profileCount.toLocaleString('en')} profiles of four kinds in one file, as Switch Connection lists them. The tree paints three groups of ${keptRows} rows as they were listed
last, marked stale, before anything is requested; each round in a new process, so that loading the bundle counts. What VS Code itself takes to draw them does not.
Milliseconds of the fastest round, on the clock and of processor time, whose ratio is given; the last column is what the product sets
itself, of processor time.

| what | beside | beside, ms | ours | beside, processor | ours, processor | ratio | at most |
|---|---|---|---|---|---|---|---|
${row('list', 'list all profiles', "the SDK's shared-ini-file-loader on the same file")}
${row('paint', 'first paint of the tree from what is kept', 'JSON.parse of the same files')}
`;
}
