import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';

/** The built program, and a new folder to run it in for each test. To be called once, at the top of a test file. */
export function openHeadlessProgram() {
  /** Inside the repository, so that packages which no bundle holds are found. */
  const bundles = resolve('.cache', `headless-${process.pid}`);
  const program = join(bundles, 'run.mjs');
  let [folder, temporary] = ['', ''];
  beforeAll(() => {
    const { status, stderr } = spawnSync(process.execPath, ['esbuild.mjs', 'run', '--to', bundles], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
  });
  afterAll(() => rm(bundles, { recursive: true, force: true }));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'll-headless-'));
    temporary = join(folder, 'tmp');
    await mkdir(temporary);
    return () => rm(folder, { recursive: true, force: true });
  });

  /** Without the settings of whoever runs the tests. */
  const environment = (own: NodeJS.ProcessEnv = {}) => ({
    ...process.env,
    TMPDIR: temporary,
    TEMP: temporary,
    XDG_RUNTIME_DIR: temporary,
    HOME: folder,
    XDG_CONFIG_HOME: join(folder, '.config'),
    XDG_DATA_HOME: join(folder, '.local'),
    APPDATA: join(folder, '.config'),
    LINEAR_LEARNER_JOURNAL: join(folder, 'journal'),
    ...own,
  });

  const start = (args: readonly string[], env?: NodeJS.ProcessEnv) =>
    spawn(process.execPath, [program, ...args], {
      cwd: folder,
      env: environment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  /** Runs the program to its end, or sends it a signal once `until` is on standard error. */
  async function run(
    args: readonly string[],
    {
      until,
      signal = 'SIGINT',
      env,
    }: { until?: string; signal?: NodeJS.Signals; env?: NodeJS.ProcessEnv } = {},
  ) {
    const child = start(args, env);
    let [out, errors] = ['', ''];
    child.stdout.on('data', (text) => (out += String(text)));
    child.stderr.on('data', (text) => {
      const before = errors;
      errors += String(text);
      if (until !== undefined && errors.includes(until) && !before.includes(until)) child.kill(signal);
    });
    const [code] = await once(child, 'close');
    return { out, errors, code: Number(code) };
  }

  /** Processes that run one of the bundles. */
  function processes(): readonly string[] {
    const { stdout } = spawnSync('ps', ['-eo', 'stat,args'], { encoding: 'utf8' });
    return stdout.split('\n').filter((line) => line.includes(bundles) && !line.startsWith('Z'));
  }

  async function expectNothingLeft(): Promise<void> {
    const left = (await readdir(temporary)).filter((name) => !/^linear-learner-\d+$/.test(name));
    expect(left).toEqual([]);
    const sockets = async () => {
      const folders = await readdir(temporary);
      return (await Promise.all(folders.map((name) => readdir(join(temporary, name))))).flat();
    };
    // A server removes its socket as it ends.
    await expect.poll(sockets).toEqual([]);
    // A killed process is gone from the list once the system has reaped it.
    if (process.platform === 'linux') await expect.poll(processes).toEqual([]);
  }

  return {
    bundles,
    /** A path in the test's folder, which is also the program's working and home folder. */
    at: (...names: readonly string[]) => join(folder, ...names),
    environment,
    start,
    run,
    expectNothingLeft,
  };
}

/** The one line that `--json` prints. */
export function lineOf(out: string): unknown {
  expect(out.split('\n')).toHaveLength(2);
  return JSON.parse(out);
}
