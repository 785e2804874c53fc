// The tutorial as a user clicks it, and everything around it, in real VS Codes with the packaged extension installed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverMain, vscodeEnvironment } from '../host/vscode/server.mjs';
import { packageVsix } from '../../scripts/vsix.mjs';
import { runSession } from './session.mjs';
import { badInput } from './steps/badInput.mjs';
import { bigTable } from './steps/bigTable.mjs';
import { classifiers } from './steps/classifiers.mjs';
import { compare } from './steps/compare.mjs';
import { checks } from './steps/checks.mjs';
import { connections } from './steps/connections.mjs';
import { costGuard } from './steps/costGuard.mjs';
import { columns } from './steps/columns.mjs';
import { explore } from './steps/explore.mjs';
import { looks } from './steps/looks.mjs';
import { mixedColumns } from './steps/mixedColumns.mjs';
import { palette } from './steps/palette.mjs';
import { relations } from './steps/relations.mjs';
import { report } from './steps/report.mjs';
import { runs } from './steps/runs.mjs';
import { s3 } from './steps/s3.mjs';
import { spending } from './steps/spending.mjs';
import { studies } from './steps/studies.mjs';
import { survival } from './steps/survival.mjs';
import { tableEditor } from './steps/tableEditor.mjs';
import { tableEdits } from './steps/tableEdits.mjs';
import { themes } from './themes.mjs';
import { tutorial } from './steps/tutorial.mjs';
import { wideColumns } from './steps/wideTable.mjs';

/** Each session is a VS Code of its own, beside the other: the groups of one build on each other. */
const sessions = {
  tutorial: { explore, tutorial, report, runs, compare, looks, palette, spending, badInput, survival },
  tables: {
    wideColumns,
    relations,
    tableEdits,
    tableEditor,
    bigTable,
    columns,
    mixedColumns,
    classifiers,
    studies,
  },
  // It counts what is in its bucket.
  s3: { s3, checks, costGuard, connections },
};
/** Other looks of the window than that of `npm test`, chosen by `--look=NAME`. */
const otherLooks = [
  ...themes.map(({ name, id, className }) => ({
    name,
    className,
    settings: { 'workbench.colorTheme': id },
  })),
  { name: 'narrow', viewport: { width: 800, height: 800 } },
];
const lookName = process.argv.find((argument) => argument.startsWith('--look='))?.slice('--look='.length);
const look = otherLooks.find(({ name }) => name === lookName);
if (lookName !== undefined && look === undefined) throw new Error(`there is no look ${lookName}`);
/** Groups of steps named as arguments, in the order of the whole; all without arguments. */
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isWanted = ([name]) => wanted.length === 0 || wanted.includes(name);

const root = join(import.meta.dirname, '..', '..');
const results = process.env.CHECK_RESULTS ?? join(root, '.cache', 'results');
const temporary = mkdtempSync(join(tmpdir(), 'll-browser-'));
const extensionsDir = join(temporary, 'extensions');
const screenshots = join(import.meta.dirname, 'screenshots');
for (const folder of [results, ...(look ? [join(screenshots, 'looks', look.name)] : [screenshots])])
  mkdirSync(folder, { recursive: true });

/** Installs the packaged extension as a user would. */
async function installExtension() {
  const vsix = join(temporary, 'linear-learner.vsix');
  await packageVsix(process.execPath, vsix);
  const args = [serverMain(), '--accept-server-license-terms', '--extensions-dir', extensionsDir];
  args.push('--server-data-dir', join(temporary, 'installer'), '--install-extension', vsix, '--force');
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: vscodeEnvironment(),
  });
  if (status !== 0) throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`);
}

async function runAll() {
  await installExtension();
  const ended = await Promise.allSettled(
    Object.entries(sessions).map(async ([name, groups]) => {
      const chosen = Object.entries(groups)
        .filter(isWanted)
        .map(([, group]) => group);
      const folder = join(temporary, name);
      return chosen.length === 0 ? [] : runSession({ name, groups: chosen, folder, extensionsDir, look });
    }),
  );
  // A session that could not start fails the run, once the other has ended.
  return ended.flatMap((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}

try {
  const tests = await runAll();
  const failures = tests.filter(({ passed }) => !passed);
  const failed = failures.length;
  const notRun = failures.filter(({ isRun }) => isRun === false).length;
  if (notRun > 0) console.error(`${notRun} steps were not run: a step before them failed`);
  for (const { name, message, isRun } of failures)
    if (isRun !== false) console.error(`FAIL ${name}\n${message}`);
  writeFileSync(
    join(results, 'browser.json'),
    JSON.stringify({ passed: tests.length - failed, failed, skipped: [] }),
  );
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
