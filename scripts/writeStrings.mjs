// Extracts every user-visible text from the sources into l10n/bundle.l10n.json; with --check only reports whether it is up to date.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const bundle = join(root, 'l10n', 'bundle.l10n.json');

const files = globSync('src/**/*.{ts,tsx}', { cwd: root })
  .filter((name) => !name.includes('.test.'))
  .toSorted()
  .map((name) => ({
    name,
    contents: readFileSync(join(root, name), 'utf8'),
  }));
const problems = files.flatMap(({ name, contents }) => [
  ...computedTexts(contents).map(
    (call) => `${name}: ${call}: the English text must be a literal in the call`,
  ),
  ...hiddenTexts(contents).map(
    (call) => `${name}: ${call}: take t out of its object, or the text is not found`,
  ),
  ...foreignNumbers(contents).map((call) => `${name}: ${call}: numbers and dates follow the user's language`),
]);
for (const problem of problems) console.error(problem);

// The extractor is slow per file, so it gets one text. It knows `vscode.l10n.t`; the pages' own `t` has the same signature.
// It takes an escaped character such as a no-break space for a line end, so it gets the character itself.
const importing = /^import \* as vscode from 'vscode';$/gm;
const speaking = files.filter(({ contents }) => /\bt\(/.test(contents));
const calls = speaking.map(({ contents }) =>
  contents
    .replaceAll(importing, '')
    .replaceAll(/(?<![\w.$])t\(/g, 'vscode.l10n.t(')
    .replaceAll('\\u00a0', '\u00a0'),
);
const contents = [`import * as vscode from 'vscode';`, ...calls].join('\n');
const found = await getL10nJson([{ extension: '.tsx', contents }]);
for (const text of await tableTexts()) found[text] = text;
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

/** Calls of `t` whose text is computed and so cannot be translated. */
function computedTexts(contents) {
  return [...contents.matchAll(/(?<![\w.$])(?:vscode\.l10n\.)?t\(\s*(?!['"\s)])([^,)\n]*)/g)]
    .map(([call]) => call)
    .filter((call) => !call.startsWith('t(english'));
}

/** Calls of a `t` that the extractor does not recognise as one. */
function hiddenTexts(contents) {
  return [...contents.matchAll(/(?<!\bl10n)\.t\(\s*['"`]/g)].map(([call]) => call);
}

/** Numbers and dates formatted in a fixed language or the machine's. */
function foreignNumbers(contents) {
  return [...contents.matchAll(/'en-[A-Z]{2}'|\.toLocale\w*String\(\s*\)/g)].map(([call]) => call);
}

/** The texts of the hyperparameter table and of a feature's keys, which are not in a call. */
async function tableTexts() {
  const folder = join(root, 'src/learner/hyperparameters');
  const outfile = join(root, '.cache', 'tableTexts.mjs');
  await build({
    stdin: {
      contents: [
        `export * from './table.ts'; export * from './spec.ts';`,
        `export { columnFeatureSchema } from '../../data/shapes/encoders/feature.ts';`,
        `export { descriptionOf } from '../../data/shapes/described.ts';`,
      ].join('\n'),
      resolveDir: folder,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  const tables = await import(outfile);
  const { hyperparameterTable, describeRange, choicesFor, predictorTypes } = tables;
  const ofKeys = Object.values(tables.columnFeatureSchema.def.shape).map(tables.descriptionOf);
  const ofHyperparameters = hyperparameterTable.flatMap((entry) => [
    entry.meaning,
    ...(entry.advice === undefined ? [] : [entry.advice]),
    describeRange(entry),
    ...predictorTypes.map((type) => describeRange({ ...entry, choices: choicesFor(type, entry) })),
    ...Object.values(entry.autoMeans ?? {}),
  ]);
  return [...ofKeys, ...ofHyperparameters];
}
