// Runs every check in order, prints its time, and ends with the line "N passed, N failed".
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const results = join(root, '.cache', 'results');
const node = process.execPath;
const bin = (name, path) => join(root, 'node_modules', name, path);

/** A check that passes or fails as a whole. */
const check = (name, ...command) => ({ name, command, count: undefined });
/** A suite that writes its numbers of passed and failed tests and the names of skipped ones to `.cache/results/NAME.json`. */
const suite = (name, ...command) => ({
  name,
  command,
  count: join(results, `${name.replaceAll(' ', '-')}.json`),
});
const vitest = (name, ...args) =>
  suite(
    name,
    node,
    bin('vitest', 'vitest.mjs'),
    'run',
    ...args,
    // By default one core is left idle, of which a small machine has two.
    `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${join(results, `${name}.json`)}`,
  );

const stages = [
  check('format', node, bin('oxfmt', 'bin/oxfmt'), '--check', '.'),
  check(
    'lint',
    node,
    bin('oxlint', 'bin/oxlint'),
    '--type-aware',
    '--deny-warnings',
    'src',
    'test',
    'scripts',
    'esbuild.mjs',
  ),
  check('assertions', node, join(root, 'scripts/checkAssertions.mjs')),
  check('spreads', node, join(root, 'scripts/checkSpreads.mjs')),
  check('import arrows', node, join(root, 'scripts/checkImports.mjs')),
  check('types', node, bin('typescript', 'bin/tsc'), '-b'),
  check('dead code', node, bin('knip', 'bin/knip.js')),
  check('texts', node, join(root, 'scripts/writeStrings.mjs'), '--check'),
  check('permissions', node, join(root, 'scripts/writePermissions.mjs'), '--check'),
  check('bundles', node, join(root, 'esbuild.mjs')),
  check('bundle table', node, join(root, 'scripts/checkBundles.mjs')),
  check('notices', node, join(root, 'scripts/writeNotices.mjs'), '--check'),
  vitest('units', 'src/'),
  vitest('contract', 'test/contract/'),
  suite('host', node, join(root, 'test/host/run.mjs')),
  suite('start', node, join(root, 'test/start/run.mjs')),
  suite('pages', node, join(root, 'test/browser/pages.mjs')),
  suite('browser', node, join(root, 'test/browser/run.mjs')),
];

const wanted = process.argv.slice(2);
const chosen = wanted.length === 0 ? stages : stages.filter(({ name }) => wanted.includes(name));
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
/** @type {string[]} */
const skipped = [];
const total = { passed: 0, failed: 0 };
for (const stage of chosen) {
  const started = Date.now();
  const code = await run(stage.command);
  const counted = countsOf(stage, code);
  total.passed += counted.passed;
  total.failed += counted.failed;
  skipped.push(...counted.skipped.map((test) => `${stage.name}: ${test}`));
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(
    `${counted.failed === 0 ? 'ok  ' : 'FAIL'} ${stage.name.padEnd(14)} ${seconds.padStart(6)} s  ${describe(counted)}`,
  );
}
for (const test of skipped) console.log(`skipped  ${test}`);
if (skipped.length > 0) console.log(`${skipped.length} skipped`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

function run([command, ...args]) {
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}`, CHECK_RESULTS: results };
    spawn(command, args, { cwd: root, stdio: 'inherit', env })
      .once('error', () => resolve(1))
      .once('close', (code) => resolve(code ?? 1));
  });
}

function countsOf({ name, count }, code) {
  if (count === undefined) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [] };
  const counts = readCounts(count);
  if (counts.passed + counts.failed === 0) {
    console.log(`${name}: no test ran`);
    return { ...counts, failed: 1 };
  }
  // A runner that crashes after its last test has failed, whatever it counted.
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** Reads vitest's report, or the { passed, failed, skipped } that our own runners write. */
function readCounts(file) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  }
  if (report.testResults === undefined) return report;
  const failed = report.numFailedTests + failedFilesWithoutTests(report.testResults);
  return { passed: report.numPassedTests, failed, skipped: skippedTests(report.testResults) };
}

function skippedTests(files) {
  return files
    .flatMap((file) => file.assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => fullName);
}

/** Test files that failed to load; vitest counts no failed test for them. */
function failedFilesWithoutTests(files) {
  return files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
}

function describe({ passed, failed, skipped }) {
  return [
    `${passed} passed`,
    failed > 0 && `${failed} failed`,
    skipped.length > 0 && `${skipped.length} skipped`,
  ]
    .filter(Boolean)
    .join(', ');
}
