// The tutorial as a user clicks it, in a real VS Code with the packaged extension installed.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  serverMain,
  startBrowser,
  startServer,
  vscodeEnvironment,
  windowUrl,
} from '../host/vscode/server.mjs';
import { stopEmbeddedServer } from '../../scripts/start/embeddedServer.mjs';
import { packageVsix } from '../../scripts/vsix.mjs';
import { badInput } from './steps/badInput.mjs';
import { bigTable } from './steps/bigTable.mjs';
import { classifiers } from './steps/classifiers.mjs';
import { compare } from './steps/compare.mjs';
import { columns } from './steps/columns.mjs';
import { explore } from './steps/explore.mjs';
import { looks } from './steps/looks.mjs';
import { mixedColumns } from './steps/mixedColumns.mjs';
import { palette } from './steps/palette.mjs';
import { relations } from './steps/relations.mjs';
import { report } from './steps/report.mjs';
import { runs } from './steps/runs.mjs';
import { studies } from './steps/studies.mjs';
import { survival } from './steps/survival.mjs';
import { tableEditor } from './steps/tableEditor.mjs';
import { tableEdits } from './steps/tableEdits.mjs';
import { tutorial } from './steps/tutorial.mjs';
import { wideColumns } from './steps/wideTable.mjs';
import { windowOf } from './window.mjs';

const root = join(import.meta.dirname, '..', '..');
/** What the host itself complains of in a headless window, line by line; anything else fails the run. */
const allowedErrors = new Set(
  readFileSync(join(import.meta.dirname, 'allowedConsoleErrors.txt'), 'utf8').split('\n'),
);
/** The first line of a console message without colours, addresses of this run, and places in bundles. */
const plainText = (text) =>
  (text.split('\n', 1)[0] ?? '')
    .replaceAll(/%c|color: #\w+/g, '')
    .replaceAll(/https?:\/\/[\w.-]*127\.0\.0\.1:\d+\S*|127\.0\.0\.1:\d+/g, 'ADDRESS')
    .replaceAll(/'vscode-log:[^']+'/g, 'LOG')
    .replaceAll(/'vscode-remote:[^']+'|vscode-remote:\S+/g, 'FILE')
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID')
    .replaceAll(/\s+/g, ' ')
    .replace(/ERR [a-z]{1,3}: /i, 'ERR CLASS: ')
    .trim();
const results = process.env.CHECK_RESULTS ?? join(root, '.cache', 'results');
const pictures = join(import.meta.dirname, 'screenshots');
const temporary = mkdtempSync(join(tmpdir(), 'll-browser-'));
const userDataDir = join(temporary, 'user');
const extensionsDir = join(temporary, 'extensions');
const workspace = join(temporary, 'examples');
for (const folder of [results, pictures]) mkdirSync(folder, { recursive: true });
cpSync(join(root, 'examples'), workspace, { recursive: true });

function run(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: vscodeEnvironment(),
  });
  if (status !== 0) throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`);
}

const vsix = join(temporary, 'linear-learner.vsix');
await packageVsix(process.execPath, vsix);
run([
  serverMain(),
  '--accept-server-license-terms',
  '--extensions-dir',
  extensionsDir,
  '--server-data-dir',
  userDataDir,
  '--install-extension',
  vsix,
  '--force',
]);

const server = await startServer({ userDataDir, extensionsDir });
const browser = await startBrowser({ profileDir: join(temporary, 'profile') });
const { page } = browser;
page.setDefaultTimeout(60_000);
const url = windowUrl(server.url, { folder: workspace });
const consoleErrors = [];
page.on('console', (message) => {
  // A window that goes away gives up what it was doing, and says so.
  if (message.type() !== 'error' || context.isLeaving) return;
  const text = plainText(message.text());
  const isExpected = allowedErrors.has(text) || context.expectedErrors.some((said) => text.startsWith(said));
  if (!isExpected) consoleErrors.push(text);
});
const groups = {
  explore,
  wideColumns,
  relations,
  tableEdits,
  tableEditor,
  bigTable,
  tutorial,
  report,
  runs,
  compare,
  looks,
  palette,
  badInput,
  columns,
  mixedColumns,
  classifiers,
  studies,
  survival,
};
/** Groups of steps named as arguments, in the order of the whole; all without arguments. */
const wanted = process.argv.slice(2);
const chosen = Object.entries(groups).flatMap(([name, group]) =>
  wanted.length === 0 || wanted.includes(name) ? [group] : [],
);
const tests = [];
const context = {
  ...windowOf(page),
  page,
  url,
  workspace,
  userDataDir,
  /** How error messages begin that a step provokes: VS Code writes each to the console too. */
  expectedErrors: [],
  /** While the window is closed or reloaded. */
  isLeaving: false,
  picturePath: (name) => join(pictures, `${name}.png`),
  async picture(name) {
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  },
};
try {
  await page.goto(url);
  for (const [name, step] of chosen.flatMap((group) => Object.entries(group))) {
    const broken = tests.some(({ passed }) => !passed);
    if (broken) {
      tests.push({ name, passed: false, message: 'not run: a step before it failed' });
      continue;
    }
    try {
      await step(context);
      tests.push({ name, passed: true });
    } catch (error) {
      tests.push({ name, passed: false, message: String(error.stack).slice(0, 1500) });
      await page.screenshot({ path: join(root, '.cache', 'browser-failure.png') });
    }
    console.log(`${tests.at(-1).passed ? 'ok  ' : 'FAIL'} ${name}`);
  }
  tests.push({
    name: 'the console stays free of errors',
    passed: consoleErrors.length === 0,
    message: [...new Set(consoleErrors)].join('\n'),
  });
} finally {
  await browser.stop();
  await server.stop();
  await stopEmbeddedServer(join(userDataDir, 'data'));
  rmSync(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
for (const { passed, name, message } of tests) if (!passed) console.error(`FAIL ${name}\n${message}`);
const failed = tests.filter(({ passed }) => !passed).length;
writeFileSync(
  join(results, 'browser.json'),
  JSON.stringify({ passed: tests.length - failed, failed, skipped: [] }),
);
process.exitCode = failed === 0 ? 0 : 1;
