// Trims a VS Code server to what the test host and `npm start` need, and replaces its two native modules with stubs.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const unneeded =
  /^(@github\/|@microsoft\/mxc|@devcontainers\/|kerberos$|ssh2$|@vscode\/(sqlite3|fs-copyfile|windows|sandbox|copilot|spdlog|native-watchdog))/;

const spdlog = `const fs = require('fs'), path = require('path');
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
let threshold = 2;
class Logger {
  constructor(name, file) { this.name = name; this.file = file; this.level = threshold; fs.mkdirSync(path.dirname(file), { recursive: true }); }
  write(level, text) { if (level >= this.level && this.file) fs.appendFileSync(this.file, new Date().toISOString() + ' [' + levels[level] + '] ' + text + '\\n'); }
  getLevel() { return this.level; } setLevel(level) { this.level = level; } setPattern() {} clearFormatters() {} flush() {} drop() { this.file = undefined; }
}
levels.forEach((name, level) => { Logger.prototype[name] = function (text) { this.write(level, text); }; });
exports.version = 0; exports.setLevel = (level) => { threshold = level; }; exports.setFlushOn = () => {}; exports.Logger = Logger;
exports.createRotatingLogger = exports.createAsyncRotatingLogger = async (name, file) => new Logger(name, file);
`;
const watchdog = `exports.start = (pid) => { setInterval(() => { try { process.kill(pid, 0); } catch { process.exit(87); } }, 2000).unref(); };
`;

export function slimDependencies(server) {
  const file = join(server, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  for (const name of Object.keys(manifest.dependencies))
    if (unneeded.test(name)) delete manifest.dependencies[name];
  delete manifest.allowScripts;
  for (const name of Object.keys(manifest.overrides ?? {}))
    if (/^(kerberos|koffi)/.test(name)) delete manifest.overrides[name];
  for (const [name, code] of [
    ['spdlog', spdlog],
    ['native-watchdog', watchdog],
  ]) {
    const folder = join(server, 'stand-ins', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name: `@vscode/${name}`, version: '0.0.1', main: 'index.js' }),
    );
    writeFileSync(join(folder, 'index.js'), code);
    manifest.dependencies[`@vscode/${name}`] = `file:./stand-ins/${name}`;
  }
  writeFileSync(file, JSON.stringify(manifest, null, 2));
}

export function slimFiles(server) {
  const platform = `${process.platform}-${process.arch}`;
  for (const folder of ['node_modules/@vscode/ripgrep-universal/bin', 'node_modules/node-pty/prebuilds']) {
    const path = join(server, folder);
    if (!existsSync(path)) continue;
    for (const name of readdirSync(path))
      if (name.includes('-') && name !== platform) rmSync(join(path, name), { recursive: true });
  }
  const extensions = [
    'copilot',
    'mermaid-markdown-features',
    'ms-vscode.js-debug',
    'ms-vscode.js-debug-companion',
  ];
  extensions.push(
    'ms-vscode.vscode-js-profile-table',
    'microsoft-authentication',
    'github',
    'tunnel-forwarding',
  );
  for (const name of extensions) rmSync(join(server, 'extensions', name), { recursive: true, force: true });
}
