// Checks that every unsafe type assertion and every `!` has a `// SAFETY:` reason right above it.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const rules = ['typescript/no-unsafe-type-assertion', 'typescript/no-non-null-assertion'];
const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
const { stdout, stderr } = spawnSync(
  process.execPath,
  [
    oxlint,
    '--type-aware',
    '--format=json',
    '-A',
    'all',
    ...rules.flatMap((rule) => ['-D', rule]),
    'src',
    'test',
  ],
  { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
const { diagnostics, number_of_files: fileCount } = JSON.parse(stdout);
if (!(fileCount > 0)) throw new Error(`The linter read no file.\n${stderr}`);

const unexplained = diagnostics.filter(({ filename, labels }) => {
  const lines = readFileSync(join(root, filename), 'utf8').split('\n');
  return !hasReason(lines, labels[0].span.line - 1);
});
for (const { filename, labels, message } of unexplained)
  console.error(`${filename}:${labels[0].span.line}: missing // SAFETY: reason above. ${message}`);
console.log(`${diagnostics.length} assertions, ${unexplained.length} without a reason`);
process.exitCode = unexplained.length === 0 ? 0 : 1;

/** Whether a SAFETY comment is on the line itself or right above its statement. */
function hasReason(lines, index) {
  if (/\/\/ SAFETY: \S/.test(lines[index])) return true;
  let above = index - 1;
  // An assertion inside a longer expression: go up to the line above its statement.
  while (above >= 0 && index - above <= 6 && !isComment(lines[above]) && !endsStatement(lines[above]))
    above -= 1;
  while (above >= 0 && isComment(lines[above])) {
    if (/SAFETY: \S/.test(lines[above])) return true;
    above -= 1;
  }
  return false;
}

function isComment(line) {
  return /^\s*(?:[?:]\s*)?\/\//.test(line);
}

function endsStatement(line) {
  return /[;{}]\s*$/.test(line) || line.trim() === '';
}
