// `npm run bench -- data`: the data layer against pandas, polars, scikit-learn and the SageMaker SDK, measured in turn in the same run.
// `npm run bench -- data huge` adds the memory that preparing 25 million rows takes, which needs 4 GB of disk.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { root } from './toolchain.mjs';

export const dataPackages = [
  'numpy==2.4.6',
  'pandas==3.0.6',
  'polars==2.1.0',
  'scikit-learn==1.9.1',
  'sagemaker==2.257.7',
];
export const dataHeading = '## Data';

const results = join(root, 'bench', 'RESULTS.md');

/** The section of the results that this file writes; '' where there is none. */
export function dataSection() {
  const text = existsSync(results) ? readFileSync(results, 'utf8') : '';
  const from = text.indexOf(`\n${dataHeading}\n`);
  return from < 0 ? '' : text.slice(from + 1);
}

/** All results, with another section of data. */
export function withDataSection(section) {
  const text = existsSync(results) ? readFileSync(results, 'utf8') : '# Benchmarks\n';
  return `${text.slice(0, text.length - dataSection().length).trimEnd()}\n\n${section}`;
}

/** Measures everything in `rounds` rounds and returns the section. */
export function measureData({ python, node, bundles, scratch, rounds, isHuge }) {
  const run = (command, args, env = {}) => {
    const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
    const { status, stdout } = spawnSync(command, args, { ...options, env: { ...process.env, ...env } });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
    const line = stdout.trim().split('\n').at(-1) ?? '';
    console.log(`${args.join(' ')}\n  ${line.slice(0, 500)}`);
    return line.startsWith('{') ? JSON.parse(line) : {};
  };
  const ours = (...args) => run(node, [join(bundles, 'data.mjs'), ...args]);
  const peer = (...args) => run(python, ['bench/dataPeers.py', ...args]);
  const load = loadavg()[0];
  run(python, ['bench/makeTables.py', scratch]);
  const big = join(scratch, 'big.csv');
  const cache = join(scratch, 'cache');
  const found = {
    polars: [],
    pandas: [],
    first: [],
    again: [],
    figures: [],
    prepare: [],
    grid: [],
    whole: [],
    relations: {},
    paint: {},
  };
  for (let round = 0; round < rounds; round += 1) {
    found.polars.push(peer('figures', big));
    found.first.push(ours('opening', big, cache));
    found.again.push(ours('again', big, cache));
    found.figures.push(ours('figures', big, cache));
    found.prepare.push(ours('prepare', big, cache, scratch));
    found.grid.push(ours('grid', big, cache));
    found.pandas.push(peer('train', big, scratch));
    found.whole.push(
      run(node, [join(root, 'dist', 'run.mjs'), big, '--target', 'y', '--json'], {
        HOME: scratch,
        XDG_CACHE_HOME: scratch,
      }),
    );
    for (const name of ['big', 'wide2309', 'wide6831']) {
      rmSync(cache, { recursive: true, force: true });
      const engine = join(root, 'dist', 'engine.mjs');
      (found.paint[name] ??= []).push(ours('paint', join(scratch, `${name}.csv`), engine, cache));
      (found.relations[name] ??= []).push(ours('relations', join(scratch, `${name}.csv`), engine, cache));
    }
  }
  const huge = isHuge ? measureHuge({ run, python, ours, scratch }) : undefined;
  return section({ load, found, huge, rounds, bytes: statSync(big).size });
}

function measureHuge({ run, python, ours, scratch }) {
  const folder = join(scratch, 'huge');
  mkdirSync(folder);
  run(python, ['bench/makeTables.py', folder, '25000000']);
  const path = join(folder, 'huge.csv');
  return { bytes: statSync(path).size, ...ours('prepare', path, join(folder, 'cache'), folder) };
}

/** The fastest run is the one that other work on the machine disturbed least. */
const fastest = (values) => Math.min(...values);

function section({ load, found, huge, rounds, bytes }) {
  const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
  const of = (runs, key) => fastest(runs.flatMap((one) => one[key]));
  const polarsFigures = of(found.polars, 'figuresMs');
  const polarsAll = fastest(found.polars.map(({ readMs, figuresMs }) => readMs + fastest(figuresMs)));
  const pandasPrepare = of(found.pandas, 'prepareMs');
  const pandasAll = fastest(found.pandas.map(({ readMs, prepareMs, fitMs }) => readMs + prepareMs + fitMs));
  const wholeMs = fastest(
    found.whole.map(({ seconds: { read, prepare, train } }) => 1000 * (read + prepare + train)),
  );
  const row = (what, peerMs, ourMs, most) =>
    `| ${what} | ${peerMs === undefined ? '' : seconds(peerMs)} | ${seconds(ourMs)} | ${peerMs === undefined ? '' : (ourMs / peerMs).toFixed(3)} | ${most} |`;
  const paintOf = (name) => of(found.paint[name], 'paintMs');
  const megabytes = (runs) => `${fastest(runs.map(({ peakMegabytes }) => peakMegabytes)).toFixed(0)} MB`;
  const hugeRows =
    huge === undefined
      ? ''
      : `\nPreparing ${(huge.bytes / 1e9).toFixed(1)} GB (25 million rows) with a memory limit of 1,074 MB took ${seconds(huge.prepareMs)} and at most ${huge.peakMegabytes.toFixed(0)} MB.\n`;
  return `${dataHeading}
Written by \`npm run bench -- data\` in ${rounds} ${rounds === 1 ? 'round' : 'rounds'} (${cpus().length} × ${cpus()[0]?.model.trim()}; load average at the start ${load.toFixed(2)}). Peers: ${dataPackages.join(', ')}.
A table of 3,000,000 × 9 (${(bytes / 1e6).toFixed(0)} MB), made on the spot by \`bench/makeTables.py\`. Times are those of the fastest run of each; the
last column is what the product sets itself.

| work | peers | ours | ours / peers | at most |
|---|---|---|---|---|
${[
  row('all figures from an open table, polars', polarsFigures, of(found.figures, 'figuresMs'), '0.9'),
  row('first opening to exact figures, polars', polarsAll, of(found.first, 'firstMs'), '1.0'),
  row('second opening', undefined, of(found.again, 'storedMs'), '0.3 s'),
  row(
    'split, encode, RecordIO; pandas, scikit-learn, SDK',
    pandasPrepare,
    of(found.prepare, 'prepareMs'),
    '0.05',
  ),
  row('table to trained model; the same and one SGDRegressor', pandasAll, wholeMs, '0.2'),
  row('grid: row 2,000,000', undefined, of(found.grid, 'windowMs'), '0.1 s'),
  row('grid: row 2,000,000 of a sorted view', undefined, of(found.grid, 'sortedWindowMs'), '0.1 s'),
  row('grid: sort by a number', undefined, of(found.grid, 'sortMs'), '1.5 s'),
  row('grid: sort by words and a number', undefined, of(found.grid, 'sortTwoMs'), ''),
  row('grid: filter by a number', undefined, of(found.grid, 'filterMs'), '0.5 s'),
  row('grid: search all cells for a word', undefined, of(found.grid, 'searchWordMs'), ''),
  row('grid: search all cells for figures', undefined, of(found.grid, 'searchNumberMs'), ''),
  row('target view of 63 × 2,309', undefined, of(found.relations.wide2309, 'targetViewMs'), '3 s'),
  row('a pair of 3,000,000 rows as hexagons', undefined, of(found.relations.big, 'pairMs'), '3 s'),
  row('a pair of 3,000,000 rows as boxes', undefined, of(found.relations.big, 'boxesMs'), '3 s'),
  row('first paint of 237 MB', undefined, paintOf('big'), '1 s'),
  row('first paint of 63 × 2,309', undefined, paintOf('wide2309'), '2 s'),
  row('first paint of 64 × 6,831', undefined, paintOf('wide6831'), '3 s'),
].join('\n')}

Most memory held: figures ${megabytes(found.figures)} (polars ${megabytes(found.polars)}), first opening ${megabytes(found.first)}, preparation ${megabytes(found.prepare)} (pandas ${megabytes(found.pandas)}).
${hugeRows}`;
}
