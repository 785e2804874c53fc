import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { metricNamesOf } from '../../src/learner/metrics/metricNames.ts';
import { runReportSchema } from '../../src/headless/report.ts';
import { startEmbeddedServer } from './embeddedServer.ts';
import { lineOf, openHeadlessProgram } from './headlessProgram.ts';

const { bundles, at, environment, run } = openHeadlessProgram();

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
let endpointUrl = '';
beforeAll(async () => {
  server = await startEmbeddedServer();
  endpointUrl = await server.openPort();
});
afterAll(() => server.stop());

interface Workflow {
  readonly env: Readonly<Record<string, string>>;
  /** The shell of each step that has one, by its name. */
  readonly steps: ReadonlyMap<string, string>;
}

/** What runs in the workflow of docs/ci.md: YAML as simple as that one is. */
async function workflowOf(path: string): Promise<Workflow> {
  const text = await readFile(path, 'utf8');
  const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(text) ?? [];
  const [, settings = ''] = /^env:\n((?: .*\n)*)/m.exec(yaml) ?? [];
  const steps = [...yaml.matchAll(/^ {6}- name: (.*)\n(?: {8}if: .*\n)? {8}run: \|\n((?: {10}.*\n)+)/gm)];
  return {
    env: Object.fromEntries(
      [...settings.matchAll(/^ {2}(\w+): (.*)$/gm)].map(([, key, value]) => [key, value]),
    ),
    steps: new Map(steps.map(([, name = '', script = '']) => [name, script.replaceAll(/^ {10}/gm, '')])),
  };
}

/** As GitHub Actions runs a step on Linux. */
async function shell(script: string, env: NodeJS.ProcessEnv) {
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: at('repository'),
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text) => (errors += String(text)));
  const [code] = await once(child, 'close');
  return { code: Number(code), errors };
}

/** A repository as the workflow expects it, whose main branch is what is checked out. */
async function writeRepository(): Promise<void> {
  const files = (await readdir(bundles)).map((name) => ['dist', name]);
  const packed = [['package.json'], ...files].map(async (parts) => {
    const path = parts.length === 1 ? 'package.json' : join(bundles, parts[1] ?? '');
    return [`extension/${parts.join('/')}`, new Uint8Array(await readFile(path))] as const;
  });
  await mkdir(at('repository', 'tools'), { recursive: true });
  await mkdir(at('repository', 'models'));
  await writeFile(
    at('repository', 'tools', 'linear-learner.vsix'),
    zipSync(Object.fromEntries(await Promise.all(packed))),
  );
  await copyFile('examples/salary.csv', at('repository', 'models', 'salary.csv'));
  await run([at('repository', 'models', 'salary.csv')]);
  const git = (...args: readonly string[]) => {
    const author = ['-c', 'user.name=ci', '-c', 'user.email=ci@example.com'];
    const { status, stderr } = spawnSync('git', ['-C', at('repository'), ...author, ...args], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
  };
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Train on years of experience');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
}

const hasShell = ['bash', 'git', 'unzip'].every((tool) => spawnSync(tool, ['--version']).error === undefined);

test.skipIf(process.platform === 'win32' || !hasShell)(
  'the GitHub Actions workflow of docs/ci.md runs as it is written',
  async () => {
    const { env, steps } = await workflowOf('docs/ci.md');
    expect([...steps.keys()]).toHaveLength(5);
    await writeRepository();
    await writeFile(at('aws.ini'), `[profile ci]\nendpoint_url = ${endpointUrl}\n`);
    await mkdir(at('runner'));
    const { accessKeyId, secretAccessKey } = server.client.credentials;
    const given = environment({
      ...env,
      PATH: `${at('prefix', 'bin')}:${process.env['PATH'] ?? ''}`,
      npm_config_prefix: at('prefix'),
      npm_config_offline: 'true',
      RUNNER_TEMP: at('runner'),
      GITHUB_STEP_SUMMARY: at('summary.md'),
      AWS_CONFIG_FILE: at('aws.ini'),
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: 'a token of this run',
    });
    for (const [name, script] of steps)
      expect({ name, ...(await shell(script, given)) }).toMatchObject({ name, code: 0 });

    const reportOf = async (name: string) =>
      runReportSchema.parse(lineOf(await readFile(at('repository', name), 'utf8')));
    expect((await reportOf('report.json')).comparison).toMatchObject({ with: 'main-model', better: 0 });
    expect(await readFile(at('summary.md'), 'utf8')).toBe('R² 0.979, better by 0.000\n');
    expect((await reportOf('aws-report.json')).training).toMatchObject({
      connection: 'ci@us-east-1',
      mostUsd: 0.115,
    });

    // The step fails when the model does not reach what it must.
    const strict = (steps.get('Train, and fail if the model is not good enough') ?? '').replace(
      'r2=0.9',
      'r2=0.99',
    );
    expect((await shell(strict, given)).code).toBe(2);
  },
);

test.each(['regressor', 'binary_classifier', 'multiclass_classifier'] as const)(
  'docs/ci.md lists the metrics of a %s',
  async (type) => {
    const row = (await readFile('docs/ci.md', 'utf8'))
      .split('\n')
      .find((line) => line.startsWith(`| \`${type}\``));
    expect(row).toBe(
      `| \`${type}\` | ${metricNamesOf(type)
        .map((name) => `\`${name}\``)
        .join(', ')} |`,
    );
  },
);
