// Writes l10n/bundle.l10n.json, every text a user can read, from the sources; with --check it only says whether that file is up to date.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';

const root = join(import.meta.dirname, '..');
const bundle = join(root, 'l10n', 'bundle.l10n.json');

const files = globSync('src/**/*.{ts,tsx}', { cwd: root })
  .filter((name) => !name.includes('.test.'))
  .toSorted()
  .map((name) => ({
    name,
    extension: extname(name),
    contents: readFileSync(join(root, name), 'utf8'),
  }))
  .filter(({ contents }) => /\bt\(/.test(contents));
const problems = files.flatMap(({ name, contents }) =>
  computedTexts(contents).map((text) => `${name}: ${text}`),
);
for (const problem of problems) console.error(`${problem}: the English text must stand in the call`);

const found = await getL10nJson(files.map((file) => ({ ...file, contents: asExtractable(file.contents) })));
const strings = Object.fromEntries(
  Object.keys(found)
    .toSorted()
    .map((key) => [key, found[key]]),
);
if (Object.keys(strings).length === 0) throw new Error('No text was found in src');

if (process.argv.includes('--check')) {
  const written = JSON.parse(readFileSync(bundle, 'utf8'));
  const differing = [...new Set([...Object.keys(written), ...Object.keys(strings)])].filter(
    (key) => written[key] !== strings[key],
  );
  for (const key of differing)
    console.error(key in strings ? `not in the bundle: ${key}` : `in no source: ${key}`);
  if (differing.length > 0) console.error('Run: node scripts/writeStrings.mjs');
  process.exitCode = differing.length + problems.length === 0 ? 0 : 1;
} else writeFileSync(bundle, `${JSON.stringify(strings, null, 2)}\n`);

/** The extractor knows `vscode.l10n.t`; the pages' own `t`, and the one taken out of vscode.l10n, have the same shape. */
function asExtractable(contents) {
  if (!/\/language\.ts'|\{ t \} = vscode\.l10n/.test(contents)) return contents;
  const calls = contents.replaceAll(/(?<![\w.$])t\(/g, 'vscode.l10n.t(');
  return calls.includes(`from 'vscode'`) ? calls : `import * as vscode from 'vscode';\n${calls}`;
}

/** Calls of `t` whose text is computed, so that nobody could translate it. */
function computedTexts(contents) {
  return [...contents.matchAll(/(?<![\w.$])(?:vscode\.l10n\.)?t\(\s*(?!['"\s)])([^,)\n]*)/g)]
    .map(([call]) => call)
    .filter((call) => !call.startsWith('t(english'));
}
