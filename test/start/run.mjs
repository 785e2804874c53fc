// `npm start` as a person uses it: it prints an address that opens only with its token, Ctrl-C ends all of it, and a second
// start finds everything again.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowser } from '../host/vscode/server.mjs';
import { hashOfInputs } from '../../scripts/start/inputs.mjs';
import { stateFolderIn } from '../../scripts/start/embeddedServer.mjs';

const root = join(import.meta.dirname, '..', '..');
const results = process.env.CHECK_RESULTS ?? join(root, '.cache', 'results');
const profile = mkdtempSync(join(tmpdir(), 'll-start-'));
const userData = join(profile, 'data');
// One token in 64 begins like an option of the command line: every run meets that one.
writeFileSync(join(profile, 'token'), `-${randomBytes(17).toString('base64url')}`, { mode: 0o600 });

const firstLine = (child, pattern) =>
  new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const found = pattern.exec(output);
      if (found !== null) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready:\n${output}`)));
  });
const exitOf = (child) =>
  new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));

async function start() {
  const args = ['scripts/start.mjs', '--browser', '--no-open', '--port', '0', '--profile', profile];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const { 1: url, input: output } = await firstLine(child, /VS Code: (\S+)\n/);
  return { child, url, output };
}

/** The embedded server, as a window of this profile would start it. */
async function startEmbeddedServer() {
  const args = [join(root, 'dist', 'local.mjs'), '--state', stateFolderIn(userData)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await firstLine(child, /"endpoint"/);
  return child;
}

const tests = {
  async 'the printed address opens with its token and not without'(context) {
    Object.assign(context, await start());
    assert.match(context.output, /^Linear Learner: .*\n/);
    assert.match(context.output, /Building the extension[^]*Installing it[^]*Starting VS Code/);
    const { origin } = new URL(context.url);
    assert.equal((await fetch(`${origin}/?folder=/`)).status, 403);
    assert.equal((await fetch(context.url.replace(/tkn=.*/, ''))).status, 403);
    assert.equal((await fetch(context.url)).status, 200);
    assert.ok(existsSync(join(profile, 'examples', 'salary.csv')));
  },
  async 'the samples are trusted, and no other folder is'({ url }) {
    const browser = await startBrowser({});
    try {
      const { page } = browser;
      page.setDefaultTimeout(30_000);
      const item = (text) => page.locator('.statusbar-item', { hasText: text });
      await page.goto(url);
      // Where a folder is not trusted the extension is off.
      await item('Local').waitFor();
      assert.equal(await item('Restricted Mode').count(), 0);
      await page.goto(`${new URL(url).origin}/?folder=${encodeURIComponent(profile)}`);
      await item('Restricted Mode').waitFor();
    } finally {
      await browser.stop();
    }
  },
  async 'Ctrl-C ends VS Code and the embedded server'({ child, url }) {
    const embedded = await startEmbeddedServer();
    const ends = Promise.all([exitOf(child), exitOf(embedded)]);
    child.kill('SIGINT');
    assert.deepEqual(await ends, [0, 0]);
    await assert.rejects(fetch(url), /fetch failed/);
  },
  async 'a second start opens the same address on the same samples, and builds and installs nothing'({
    url,
  }) {
    writeFileSync(join(profile, 'examples', 'mine.csv'), 'a,b\n1,2\n');
    const again = await start();
    assert.match(again.output, /Unchanged since the last start: not built and not installed again/);
    assert.doesNotMatch(again.output, /Building|Installing/);
    assert.equal(new URL(again.url).search, new URL(url).search);
    assert.ok(existsSync(join(profile, 'examples', 'mine.csv')));
    const end = exitOf(again.child);
    again.child.kill('SIGINT');
    assert.equal(await end, 0);
  },
};

/** A folder that holds what the extension could be built from. */
function sources() {
  const folder = join(profile, 'sources');
  mkdirSync(join(folder, 'src'), { recursive: true });
  mkdirSync(join(folder, 'test'), { recursive: true });
  writeFileSync(join(folder, 'src', 'a.ts'), 'export const a = 1;');
  return folder;
}
Object.assign(tests, {
  async 'a changed or new source is built again, a changed test is not'() {
    const folder = sources();
    const first = hashOfInputs(folder);
    writeFileSync(join(folder, 'test', 'a.test.ts'), 'test');
    writeFileSync(join(folder, 'src', 'a.test.ts'), 'test');
    assert.equal(hashOfInputs(folder), first);
    writeFileSync(join(folder, 'src', 'a.ts'), 'export const a = 2;');
    const changed = hashOfInputs(folder);
    assert.notEqual(changed, first);
    renameSync(join(folder, 'src', 'a.ts'), join(folder, 'src', 'b.ts'));
    assert.notEqual(hashOfInputs(folder), changed);
  },
});

const counts = { passed: 0, failed: 0, skipped: [] };
const context = {};
try {
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test(context);
      counts.passed += 1;
      console.log(`ok   ${name}`);
    } catch (error) {
      counts.failed += 1;
      console.error(`FAIL ${name}\n${error.stack}`);
    }
  }
} finally {
  context.child?.kill('SIGINT');
  rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
writeFileSync(join(results, 'start.json'), JSON.stringify(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;
