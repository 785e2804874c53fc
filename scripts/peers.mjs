// `npm run test:peers [-- NAME…]`: compares the product with Python libraries, and runs other clients against the embedded server. Peers that cannot run here are skipped with a notice.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  clientPackages,
  hasGo,
  runExports,
  runClients,
  runGo,
  runMembers,
  runSageMaker3,
  runTools,
} from './peerClients.mjs';
import { pythonWith } from './python.mjs';
import { ensureDependencies, ensureNode, root } from './toolchain.mjs';
import { ensureVersitygw, runVersitygw } from './versitygw.mjs';

ensureDependencies();
const { build } = await import('esbuild');
const node = ensureNode();
const named = process.argv.slice(2);
const all = [
  { name: 'moto', packages: ['moto[server]==5.2.5'], script: 'test/peers/moto/flow.ts', run: runMoto },
  {
    name: 'connections',
    environment: 'moto',
    packages: ['moto[server]==5.2.5'],
    script: 'test/peers/moto/twoConnections.ts',
    run: runMoto,
  },
  {
    name: 'leases',
    environment: 'moto',
    packages: ['moto[server]==5.2.5'],
    script: 'test/peers/moto/leases.ts',
    run: runMoto,
  },
  { name: 'boto3', packages: ['boto3==1.43.11'], script: 'test/peers/boto3/ask.ts', run: runBoto3 },
  {
    name: 'mxnet',
    packages: ['mxnet==1.9.1', 'numpy==1.23.5'],
    script: 'test/peers/mxnet/writeModel.ts',
    run: runMxnet,
  },
  {
    name: 'clients',
    packages: clientPackages,
    run: runClients,
  },
  {
    name: 'pandas',
    packages: ['pandas==3.0.6', 'numpy==2.4.6'],
    script: 'test/peers/pandas/readTables.ts',
    run: runPandas,
  },
  { name: 'preparation', packages: ['tzdata==2025.2'], run: runPreparation },
  {
    name: 'exports',
    environment: 'clients',
    packages: clientPackages,
    script: 'test/peers/exports/exports.ts',
    run: runExported,
  },
  { name: 'sagemaker3', packages: ['sagemaker==3.27.0'], run: runSageMaker3 },
  { name: 'tools', packages: ['awscli==1.45.5', 's3cmd==2.4.0'], run: runTools },
  { name: 'go', isThere: hasGo, run: runGo },
  {
    name: 'versitygw',
    isThere: () => hasGo() && ensureVersitygw() !== undefined,
    script: 'test/peers/versitygw/flow.ts',
    run: (_, script) => runVersitygw(script),
  },
  {
    name: 'members',
    environment: 'clients',
    packages: clientPackages,
    run: runMembers,
  },
  {
    name: 'fakeAws',
    packages: ['boto3==1.44.5', 'botocore==1.44.5'],
    script: 'test/peers/fakeAws/serve.ts',
    run: runFakeAws,
  },
];
const peers = all.filter(({ name }) => named.length === 0 || named.includes(name));
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const peer of peers) {
  const python =
    peer.packages === undefined ? undefined : pythonWith(peer.packages, peer.environment ?? peer.name);
  const isThere = peer.isThere?.() ?? python !== undefined;
  const outcome = isThere ? await outcomeOf(peer, python) : 'skipped';
  counts[outcome] += 1;
  console.log(`${outcome === 'skipped' ? '*** SKIPPED ***' : outcome} ${peer.name}`);
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;

async function outcomeOf(peer, python) {
  const script = peer.script === undefined ? undefined : await bundled(peer);
  return (await peer.run(python, script)) ? 'passed' : 'failed';
}

/** The command line of a peer's script. */
async function bundled(peer) {
  const script = join(root, '.cache', 'peers', `${peer.name}.mjs`);
  mkdirSync(join(root, '.cache', 'peers'), { recursive: true });
  const banner = {
    js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`,
  };
  await build({
    absWorkingDir: root,
    entryPoints: [peer.script],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner,
    logLevel: 'warning',
  });
  return script;
}

async function runMoto(python, script) {
  if (!existsSync(join(root, 'dist/local.mjs'))) await import('../esbuild.mjs');
  const server = spawn(python, [join(root, 'test/peers/moto/serve.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const line = await new Promise((resolve, reject) => {
      createInterface({ input: server.stdout }).once('line', resolve);
      server.once('exit', () => reject(new Error('moto did not start')));
    });
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const given = [JSON.parse(line).endpoint, join(root, 'dist'), join(root, 'examples/salary.csv')];
    return (await ended(spawn(node, [script, ...given], { stdio: 'inherit', env }))) === 0;
  } finally {
    server.stdin.end();
  }
}

async function runBoto3(python, script) {
  if (!existsSync(join(root, 'dist/local.mjs'))) await import('../esbuild.mjs');
  const files = [join(root, 'dist/local.mjs'), join(root, 'test/fixtures/params/model_linear.tar.gz')];
  return (await ended(spawn(node, [script, python, ...files], { stdio: 'inherit' }))) === 0;
}

async function runMxnet(python, script) {
  const folder = mkdtempSync(join(tmpdir(), 'mxnet-'));
  try {
    if ((await ended(spawn(node, [script, folder], { stdio: 'inherit' }))) !== 0) return false;
    const check = join(root, 'test/peers/mxnet/check_model.py');
    for (const model of readdirSync(folder)) {
      const files = [
        join(folder, model, 'model.tar.gz'),
        join(folder, model, 'rows.json'),
        '--expect',
        join(folder, model, 'expect.json'),
      ];
      const code = await ended(spawn(python, [check, ...files, '--strict', '--quiet'], { stdio: 'inherit' }));
      if (code !== 0) return false;
    }
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The code of Copy as pandas reads tables as the extension does. */
async function runPandas(python, script) {
  const tables = join(root, 'test/fixtures/tables');
  return (await ended(spawn(node, [script, python, tables], { stdio: 'inherit' }))) === 0;
}

/** The code of Copy Preparation as Python makes the same request lines as our encoders. */
async function runPreparation(python) {
  const test = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'src/data/preparation/python'];
  const env = { ...process.env, PEER_PYTHON: python, PEER_CASES: '2000' };
  return (await ended(spawn(node, test, { cwd: root, stdio: 'inherit', env }))) === 0;
}

/** Every export of a run gets the run's numbers. */
async function runExported(python, script) {
  const packages = ['sagemaker==3.27.0', 'pandas==3.0.6', 'scikit-learn==1.9.1'];
  const python3 = pythonWith(packages, 'exports3');
  return python3 !== undefined && runExports(python, script, python3);
}

/** What the fake AWS of the tests understands and answers fits botocore's models. */
async function runFakeAws(python, script) {
  const check = join(root, 'test/peers/fakeAws/check_fake.py');
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  return (await ended(spawn(node, [script, python, check], { stdio: 'inherit', env }))) === 0;
}

function ended(child) {
  return new Promise((resolve) =>
    child.once('exit', (code) => resolve(code ?? 1)).once('error', () => resolve(1)),
  );
}
