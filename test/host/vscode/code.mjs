#!/usr/bin/env node
// Stands in for the desktop `code` that @vscode/test-electron starts: opens a real VS Code in Chromium, prints what the tests
// print, and exits with their result.
import { parseArgs } from 'node:util';
import { startBrowser, startServer, windowUrl } from './server.mjs';

const text = { type: 'string' };
const options = {
  extensionDevelopmentPath: text,
  extensionTestsPath: text,
  'user-data-dir': text,
  'extensions-dir': text,
};
const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  args: process.argv.slice(2),
  options,
});
// The window's own log shares the channel of the tests' console, unmarked.
const chatter =
  /^(Resolv(ing|ed) connection token|Creating a socket|\[(reconnection-grace-time|Service Worker|AgentHost|AccountPolicyGate)|File not found: .*(vsda|extensions)|Updating additional builtin|Ignoring fetching additional builtin|Canceled: Canceled|\[DefaultAccount\]|Creation of workbench contribution|Invoking resolveAuthority|resolveAuthority|DialogService: )/;

let server;
let browser;
let ending = false;
async function end(code, why) {
  if (ending) return;
  ending = true;
  if (why) console.error(why);
  await browser?.stop();
  await server?.stop();
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void end(130, signal));
const limitMs = 600_000;
setTimeout(() => void end(124, `the tests did not end within ${limitMs / 1000} s`), limitMs).unref();
try {
  const userDataDir = values['user-data-dir'] && `${String(values['user-data-dir'])}-server`;
  server = await startServer({ driver: true, userDataDir, extensionsDir: values['extensions-dir'] });
  browser = await startBrowser();
  const { page } = browser;
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    if (!chatter.test(String(args[0])))
      console[type === 'error' || type === 'warn' ? 'error' : 'log'](...args);
  });
  await page.exposeFunction('codeAutomationExit', (code) => void setTimeout(() => void end(code), 50));
  page.on('crash', () => void end(1, 'the page crashed'));
  server.child.once('exit', (code) => void end(1, `VS Code's server ended with ${code}`));
  const folder = positionals.find((argument) => !argument.startsWith('-'));
  await page.goto(
    windowUrl(server.url, {
      folder,
      extensionDevelopmentPath: values.extensionDevelopmentPath,
      extensionTestsPath: values.extensionTestsPath,
    }),
  );
} catch (error) {
  await end(1, error);
}
