// `npm start` as a person uses it: it prints an address that opens only with its token, Ctrl-C ends all of it, and a second
// start finds everything again.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowser } from '../host/vscode/server.mjs';
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
  const [, url] = await firstLine(child, /VS Code: (\S+)\n/);
  return { child, url };
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
  async 'a second start opens the same address on the same samples'({ url }) {
    writeFileSync(join(profile, 'examples', 'mine.csv'), 'a,b\n1,2\n');
    const again = await start();
    assert.equal(new URL(again.url).search, new URL(url).search);
    assert.ok(existsSync(join(profile, 'examples', 'mine.csv')));
    const end = exitOf(again.child);
    again.child.kill('SIGINT');
    assert.equal(await end, 0);
  },
};

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
