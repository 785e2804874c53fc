// A VS Code of its own with the packaged extension and a copy of the examples, in which groups of steps run one after another.
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { startBrowser, startServer, windowUrl } from '../host/vscode/server.mjs';
import { stopEmbeddedServer } from '../../scripts/start/embeddedServer.mjs';
import { windowOf } from './window.mjs';

const root = join(import.meta.dirname, '..', '..');
const pictures = join(import.meta.dirname, 'screenshots');
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

/**
 * Runs the steps of `groups` in order, in a VS Code that has the extensions of `extensionsDir`; `folder` is for its files. After a
 * step that fails the others, which may build on it, are not run. `look`: a theme or a width of its own, with pictures of its own.
 */
export async function runSession({ name, groups, folder, extensionsDir, look }) {
  const userDataDir = join(folder, 'user');
  const workspace = join(folder, 'examples');
  cpSync(join(root, 'examples'), workspace, { recursive: true });
  const ownExtensions = join(folder, 'extensions');
  cpSync(extensionsDir, ownExtensions, { recursive: true });
  const sharedConfig = join(folder, 'aws.ini');
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const env = {
    HOME: home,
    // No AWS CLI that happens to be on this machine.
    PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    AWS_CONFIG_FILE: sharedConfig,
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none.ini'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const { settings = {}, viewport } = look ?? {};
  const server = await startServer({ userDataDir, extensionsDir: ownExtensions, env, look: settings });
  const browser = await startBrowser({ profileDir: join(folder, 'profile'), ...(viewport && { viewport }) });
  try {
    const { page } = browser;
    page.setDefaultTimeout(60_000);
    const context = contextOf(page, {
      url: windowUrl(server.url, { folder: workspace }),
      workspace,
      userDataDir,
      sharedConfig,
      home,
      pictures: look === undefined ? pictures : join(pictures, 'looks', look.name),
    });
    const consoleErrors = watchConsole(page, context);
    const tests = [];
    await page.goto(context.url);
    if (look?.className !== undefined) await page.locator(`.monaco-workbench.${look.className}`).waitFor();
    for (const [title, step] of groups.flatMap((group) => Object.entries(group))) {
      const test = await resultOf(title, step, context, tests);
      tests.push(test);
      if (test.isRun !== false) console.log(`${test.passed ? 'ok  ' : 'FAIL'} ${title}`);
    }
    tests.push({
      name: `the console of ${name} stays free of errors`,
      passed: consoleErrors.length === 0,
      message: [...new Set(consoleErrors.map(({ step, text }) => `${step}: ${text}`))].join('\n'),
    });
    return tests;
  } finally {
    await browser.stop();
    await server.stop();
    await stopEmbeddedServer(join(userDataDir, 'data'));
  }
}

function contextOf(page, { url, workspace, userDataDir, sharedConfig, home, pictures }) {
  return {
    ...windowOf(page),
    page,
    url,
    workspace,
    userDataDir,
    /** The AWS config of this VS Code; there is none until a step writes it. */
    sharedConfig,
    /** The user's folder. */
    home,
    /** How error messages begin that a step provokes: VS Code writes each to the console too. */
    expectedErrors: [],
    /** While the window is closed or reloaded. */
    isLeaving: false,
    /** The name of the step that runs. */
    step: 'opening the window',
    picturePath: (name) => join(pictures, `${name}.png`),
    async picture(name) {
      await page.screenshot({ path: join(pictures, `${name}.png`) });
    },
  };
}

/** The errors of the console that nobody expects; grows while the page is open. */
function watchConsole(page, context) {
  const errors = [];
  page.on('console', (message) => {
    // A window that goes away gives up what it was doing, and says so.
    if (message.type() !== 'error' || context.isLeaving) return;
    const text = plainText(message.text());
    const isExpected =
      allowedErrors.has(text) || context.expectedErrors.some((said) => text.startsWith(said));
    if (!isExpected) errors.push({ step: context.step, text });
  });
  return errors;
}

async function resultOf(name, step, context, before) {
  if (before.some(({ passed }) => !passed))
    return { name, passed: false, isRun: false, message: 'not run: a step before it failed' };
  context.step = name;
  try {
    await step(context);
    return { name, passed: true };
  } catch (error) {
    await context.page.screenshot({ path: join(root, '.cache', 'browser-failure.png') });
    return { name, passed: false, message: String(error.stack).slice(0, 1500) };
  }
}
