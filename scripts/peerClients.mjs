// Runs Python clients against the embedded server, through a proxy that validates every request and response against botocore's
// service models.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './toolchain.mjs';

/** The environment of the Python clients; its botocore is also where the embedded server's service models come from. */
export const clientPackages = [
  'sagemaker==2.257.7',
  'boto3==1.44.5',
  'botocore==1.44.5',
  'numpy==1.26.4',
  'pandas==3.0.6',
  'scikit-learn==1.9.1',
  // Of exports whose tables are Parquet or end in .zst.
  'pyarrow==24.0.0',
  'zstandard==0.25.0',
];
const clients = join(root, 'test', 'peers', 'clients');
const accessKey = 'AKIDLOCAL';
const secretKey = 'secretlocal';
/** Redirects the Python SDK's hard-coded STS address to this server. */
const patched = { PYTHONPATH: join(clients, 'pypatch'), LL_DEFAULT_BUCKET: '1' };
/** Notebooks mostly wait, so these clients run in parallel. */
const notebooks = [
  { name: 'tutorial notebook', script: 'seed_notebook.py', env: {} },
  {
    name: 'tutorial notebook as first written',
    script: 'seed_notebook.py',
    env: { ...patched, SEED_STYLE: 'original', SEED_ROLE: 'auto' },
  },
  { name: 'LinearLearner estimator', script: 'estimator_linear_learner.py', env: {} },
  {
    name: 'LinearLearner estimator in the default bucket',
    script: 'estimator_linear_learner.py',
    env: patched,
  },
];

/** Runs all clients; true when every check passed and the proxy reported no error. */
export async function runClients(python) {
  if (!(await buildServer())) return false;
  const proxyCheck = await run(python, ['test_validate_proxy.py'], {});
  report('proxy', proxyCheck.code === 0, proxyCheck.output);
  const boto3 = await runClient(python, { name: 'boto3', script: 'boto3_flow.py', env: {} });
  const others = await Promise.all(notebooks.map((client) => runClient(python, client)));
  return proxyCheck.code === 0 && boto3 && others.every(Boolean);
}

/** The newest SageMaker SDK, which shares no module with version 2. */
export async function runSageMaker3(python) {
  if (!(await buildServer())) return false;
  return runClient(python, { name: 'SageMaker SDK v3', script: 'sagemaker3.py', env: patched });
}

/** Command-line tools, and the SDK for Go where Go is installed. */
export async function runTools(python) {
  if (!(await buildServer())) return false;
  return runClient(python, { name: 'AWS CLI, s3cmd, rclone', script: 'tools.py', env: {} });
}

export const hasGo = () => spawnSync('go', ['version']).status === 0;

export async function runGo() {
  if (!(await buildServer())) return false;
  const program = join(root, '.cache', 'peers', 'go-sdk');
  const cwd = join(root, 'test', 'peers', 'go');
  if ((await ended(spawn('go', ['build', '-o', program, '.'], { cwd, stdio: 'inherit' }))) !== 0)
    return false;
  return withServer(async ({ endpoint, state }) => {
    const { code, output } = await run(program, [], clientEnvironment(endpoint, state));
    report('SDK for Go', code === 0, output);
    return code === 0;
  });
}

/** Sends every member of every operation that the server answers: none may be dropped silently. */
export async function runMembers(python) {
  if (!(await buildServer())) return false;
  return withServer(async ({ endpoint, state }) => {
    const served = join(root, 'src/local/protocols/models/served.json');
    const script = join(root, 'test/peers/members/check_members.py');
    const { code, output } = await run(python, [script, served], clientEnvironment(endpoint, state));
    report('members', code === 0, output);
    return code === 0;
  });
}

/** Trains, and runs the exported Python of every client; `python3` has the SageMaker SDK v3. */
export async function runExports(python, script, python3) {
  if (
    (await ended(
      spawn(process.execPath, [join(root, 'esbuild.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] }),
    )) !== 0
  )
    return false;
  return withServer(async ({ endpoint, state }) => {
    const folder = join(state, 'exports');
    mkdirSync(folder);
    const salary = join(root, 'examples', 'salary.csv');
    const args = [script, endpoint, join(root, 'dist'), folder, python, python3, salary];
    const env = environment(clientEnvironment(endpoint, state));
    const runs = process.env.PEER_RUNS?.split(',') ?? [];
    return (await ended(spawn(process.execPath, [...args, ...runs], { env, stdio: 'inherit' }))) === 0;
  });
}

const keys = ['--access-key', accessKey, '--secret-key', secretKey];

const buildServer = async () =>
  (await ended(
    spawn(process.execPath, [join(root, 'esbuild.mjs'), 'server'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  )) === 0;

/** A server of its own on an empty state folder. */
async function withServer(use) {
  const state = mkdtempSync(join(tmpdir(), 'clients-'));
  const server = spawn(
    process.execPath,
    [join(root, 'dist', 'local.mjs'), '--state', state, '--port', '0', ...keys],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const { endpoint } = JSON.parse(await firstLine(server, 'the embedded server'));
    return await use({ endpoint, state });
  } finally {
    server.kill();
    await ended(server);
    rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  }
}

const runClient = (python, client) => withServer((server) => runProxied(python, client, server));

async function runProxied(python, { name, script, env }, { endpoint, state }) {
  let proxy;
  try {
    const options = ['--upstream', endpoint, '--report', join(state, 'report.json'), ...keys, '--quiet'];
    const started = await startProxy(python, options);
    proxy = started.proxy;
    const url = `http://127.0.0.1:${started.port}`;
    const { code, output } = await run(python, [script], { ...clientEnvironment(url, state), ...env });
    const { errors, violations } = await (await fetch(`${url}/__report`)).json();
    for (const { severity, operation, message } of violations)
      if (severity === 'error') console.log(`  ${name}: ${operation}: ${message}`);
    const passed = code === 0 && errors === 0;
    report(name, passed, output);
    return passed;
  } finally {
    proxy?.kill();
  }
}

/** Another process may take a free port before we use it; then the next one is tried. */
async function startProxy(python, options) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const proxy = spawn(python, ['validate_proxy.py', '--port', String(port), ...options], {
      cwd: clients,
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await firstLine(proxy, 'the proxy');
      return { proxy, port };
    } catch (error) {
      proxy.kill();
      if (attempt === 5) throw error;
    }
  }
}

function clientEnvironment(url, state) {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: accessKey,
    AWS_SECRET_ACCESS_KEY: secretKey,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    // The user's own AWS configuration is ignored.
    AWS_CONFIG_FILE: join(state, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(state, 'none'),
    SAGEMAKER_USER_CONFIG_OVERRIDE: join(clients, 'sagemaker_config', 'config.yaml'),
    SEED_DATA: join(root, 'examples', 'salary.csv'),
    LABEL_REQUESTS: '1',
    RUN_ID: `r${process.pid}`,
  };
}

const environment = (more = {}) => ({ ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...more });

async function run(program, args, env) {
  const child = spawn(program, args, {
    cwd: clients,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  return { code: await ended(child), output };
}

/** Prints the client's totals, and its whole output when a check failed. */
function report(name, passed, output) {
  const total = /^\d+ passed, \d+ failed$/m.exec(output)?.[0] ?? 'no check ran';
  console.log(`  ${name}: ${total}`);
  if (!passed) console.log(output.replace(/^/gm, '    '));
}

function firstLine(child, what) {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', () => reject(new Error(`${what} did not start`)));
  });
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode ?? 1);
  return new Promise((resolve) =>
    child.once('close', (code) => resolve(code ?? 1)).once('error', () => resolve(1)),
  );
}
