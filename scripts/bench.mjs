// `npm run bench`: compares our times with those of Python libraries, measured in the same run, and writes the table of
// bench/RESULTS.md. Without Python the peers are skipped with a notice and nothing is written. `npm run bench -- 1` measures one
// round instead of five, `npm run bench -- data` the data layer alone (benchData.mjs), `npm run bench -- jobs` whole jobs alone
// (benchJobs.mjs), `npm run bench -- store` the embedded server on many objects alone (benchStore.mjs), `npm run bench -- load` the
// embedded server under load alone (benchLoad.mjs), `npm run bench -- runs` the history of many runs alone (benchRuns.mjs),
// `npm run bench -- connections` the list of many profiles and the first paint of the tree alone (benchConnections.mjs).
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataPackages, dataSection, measureData, withDataSection } from './benchData.mjs';
import { jobPackages, jobsHeading, measureJobs } from './benchJobs.mjs';
import { sectionOf, withSection } from './benchSections.mjs';
import { loadHeading, measureLoad } from './benchLoad.mjs';
import { connectionsHeading, measureConnections } from './benchConnections.mjs';
import { measureRuns, runsHeading } from './benchRuns.mjs';
import { measureStore, storeHeading } from './benchStore.mjs';
import { pythonWith } from './python.mjs';
import { ensureDependencies, ensureNode, root } from './toolchain.mjs';

ensureDependencies();
const { build } = await import('esbuild');
const { assemblyScript } = await import('./assemblyScript.mjs');
const node = ensureNode();
if (spawnSync(node, [join(root, 'esbuild.mjs')], { stdio: 'inherit' }).status !== 0) process.exit(1);
const bundles = join(root, '.cache', 'bench');
const scratch = mkdtempSync(join(tmpdir(), 'linear-learner-bench-'));
const words = process.argv.slice(2);
const packages = ['numpy==2.4.6', 'scikit-learn==1.9.1', 'sagemaker==2.257.7'];
/** A section that can be measured by name: its Python packages, if any, and how its results are written. */
const alone = {
  data: {
    venv: 'bench-data',
    packages: dataPackages,
    rounds: 3,
    text: (setup) => withDataSection(measureData({ ...setup, isHuge: words.includes('huge') })),
  },
  jobs: {
    venv: 'bench-jobs',
    packages: jobPackages,
    text: (setup) => withSection(jobsHeading, measureJobs(setup)),
  },
  store: { text: (setup) => withSection(storeHeading, measureStore(setup)) },
  load: { text: (setup) => withSection(loadHeading, measureLoad(setup)) },
  connections: { text: (setup) => withSection(connectionsHeading, measureConnections(setup)) },
  runs: { text: (setup) => withSection(runsHeading, measureRuns(setup)) },
};
const everything = {
  venv: 'bench',
  packages,
  text: () =>
    [
      report(measure()),
      sectionOf(storeHeading),
      sectionOf(loadHeading),
      sectionOf(runsHeading),
      sectionOf(connectionsHeading),
      sectionOf(jobsHeading),
      dataSection(),
    ]
      .filter((part) => part !== '')
      .join('\n'),
};
const chosen = Object.entries(alone).find(([name]) => words.includes(name))?.[1] ?? everything;
const rounds = Number(words.find((word) => /^\d+$/.test(word)) ?? chosen.rounds ?? 5);

const python = chosen.packages === undefined ? undefined : pythonWith(chosen.packages, chosen.venv);
if (python === undefined && chosen.packages !== undefined) {
  console.log('*** SKIPPED *** the benchmarks need python3 with venv and a package registry.');
} else {
  try {
    await buildAll();
    const text = chosen.text({ python, node, bundles, scratch, rounds });
    writeFileSync(join(root, 'bench', 'RESULTS.md'), text);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function buildAll() {
  mkdirSync(bundles, { recursive: true });
  const common = {
    absWorkingDir: root,
    outdir: bundles,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    logLevel: 'warning',
  };
  const ours = ['training', 'recordio', 'memory', 'data', 'runs', 'connections'].map(
    (name) => `bench/${name}.ts`,
  );
  const threads = [
    { in: 'src/learner/parallel/threadMain.ts', out: 'trainThread' },
    { in: 'src/data/columnFiles/threadMain.ts', out: 'rowThread' },
    { in: 'src/data/profile/figureThreadMain.ts', out: 'figureThread' },
  ];
  const entryPoints = [...ours.map((path) => ({ in: path, out: path.slice(6, -3) })), ...threads];
  const banner = {
    js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`,
  };
  await build({
    ...common,
    plugins: [assemblyScript()],
    entryPoints,
    banner,
    mainFields: ['module', 'main'],
    external: ['@duckdb/*'],
    alias: { vscode: join(root, 'test', 'fakeVscode.ts') },
  });
  await build({
    ...common,
    entryPoints: ['server', 'job', 'store', 'load'].map((name) => ({ in: `bench/${name}.ts`, out: name })),
    packages: 'external',
    external: ['*/scripts/assemblyScript.mjs'],
  });
}

/** Runs all measurements in rounds, ours right after the peer's. */
function measure() {
  const load = loadavg()[0];
  const training = { peer: {}, ours: {} };
  const recordio = { peer: {}, ours: {} };
  for (let round = 0; round < rounds; round += 1) {
    const peer = run(python, ['bench/peers.py', 'training']);
    gather(training.peer, peer.times);
    const ours = run(node, ['--expose-gc', join(bundles, 'training.mjs')]);
    gather(training.ours, ours.times);
    gather(recordio.peer, run(python, ['bench/peers.py', 'recordio', scratch]));
    gather(recordio.ours, run(node, ['--expose-gc', join(bundles, 'recordio.mjs'), scratch]));
  }
  const server = run(node, [join(bundles, 'server.mjs')]);
  const sizes = [
    [100, 'squared_loss'],
    [1000, 'squared_loss'],
    [2000, 'squared_loss'],
    [100, 'absolute_loss'],
    [1000, 'absolute_loss'],
    [2000, 'absolute_loss'],
  ];
  const job = join(root, 'dist', 'job.mjs');
  const memory = sizes.map(([megabytes, loss]) => ({
    megabytes,
    loss,
    ...run(node, [join(bundles, 'memory.mjs'), job, scratch, String(megabytes), loss]),
  }));
  return { load, training, recordio, server, memory };
}

function run(command, args) {
  const { status, stdout } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
  const line = stdout.trim().split('\n').at(-1);
  console.log(`${args.join(' ')}\n  ${line}`);
  return JSON.parse(line);
}

function gather(all, times) {
  for (const [name, values] of Object.entries(times)) (all[name] ??= []).push(...values);
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function report({ load, training, recordio, server, memory }) {
  const ms = (value) => value.toFixed(value < 10 ? 2 : 0);
  const ofClassifiers = (name) => name in training.peer;
  const names = Object.keys(training.ours);
  const trainingRow = (name) => {
    const [shape, loss] = name.split(' ');
    const own = training.ours[name];
    const peer = training.peer[ofClassifiers(name) ? name : `${shape} regression`];
    const [fastestPeer, fastest] = [Math.min(...peer), Math.min(...own)];
    const shares = [fastest / fastestPeer, median(own) / median(peer)].map((share) => share.toFixed(3));
    return `| ${[shape.replace('x', ' × '), loss, ms(fastestPeer), ms(fastest), ...shares].join(' | ')} |`;
  };
  const trainingRows = names.filter((name) => !ofClassifiers(name)).map(trainingRow);
  const classifierRows = names.filter(ofClassifiers).map(trainingRow);
  const whats = { memory: 'write to memory', file: 'write to a file', read: 'read a file' };
  const recordioRows = Object.entries(whats).map(([key, what]) => {
    const [peer, own] = [recordio.peer[key], recordio.ours[key]];
    const [fastestPeer, fastest] = [Math.min(...peer), Math.min(...own)];
    const times = [fastestPeer / fastest, median(peer) / median(own)].map((ratio) => ratio.toFixed(0));
    return `| ${[what, ms(fastestPeer), ms(fastest), ...times].join(' | ')} |`;
  });
  const memoryRows = memory.map(
    ({ megabytes, loss, seconds, peakMegabytes }) =>
      `| ${megabytes} MB | ${loss} | ${seconds.toFixed(1)} | ${peakMegabytes.toFixed(0)} |`,
  );
  return `# Benchmarks

Written by \`npm run bench\` in ${rounds} rounds, ours and the peers' in turn on the same machine (${cpus().length} × ${cpus()[0]?.model.trim()}, ${platform()} ${arch()},
Node ${spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()}; load average at the start ${load.toFixed(2)}). Peers: ${packages.join(', ')}.
Times are those of the fastest run of each, the one that other work on the machine disturbed least; the last column compares medians.

## Training
All 32 models of the regressor for 15 epochs with mini_batch_size 1000, from RecordIO in memory, against scikit-learn's SGDRegressor
training **one** model for 15 epochs (squared error, no shuffle, no early stopping). Milliseconds.

| rows × features | our loss | scikit-learn, 1 model | ours, 32 models | ours / scikit-learn | of medians |
|---|---|---|---|---|---|
${trainingRows.join('\n')}

Classifiers in the same way against SGDClassifier with the loss of the same name (log_loss for logistic). \`softmax_loss\` has three
classes, for which scikit-learn trains three models of log_loss, one against the rest each.

| rows × features | our loss | scikit-learn, 1 model | ours, 32 models | ours / scikit-learn | of medians |
|---|---|---|---|---|---|
${classifierRows.join('\n')}

## RecordIO
100,000 × 10 with labels, against the SageMaker Python SDK. Milliseconds.

| what | SDK | ours | times as fast | of medians |
|---|---|---|---|---|
${recordioRows.join('\n')}

## Memory
The whole job (checking, 15 epochs of 32 models, final scores, artifact) on one RecordIO file of 10 features.

| file | loss | seconds | most memory held, MB |
|---|---|---|---|
${memoryRows.join('\n')}

## Server
| what | median |
|---|---|
| the tutorial's training | ${ms(median(server.trainingMs))} ms |
| the tutorial's job, from CreateTrainingJob to Completed | ${ms(median(server.jobMs))} ms |
| 10,000 rows × 100 features in one text/csv call, in the server | ${ms(median(server.largeMs))} ms |
| single-row calls through the SDK, one after the other | ${median(server.calls).toFixed(0)} a second |
`;
}
