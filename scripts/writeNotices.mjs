// Writes THIRD-PARTY-NOTICES.md: every package of which esbuild put something into dist/, or from which a file is copied there, with its licence; with --check it only says whether that file is up to date.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedPackages } from './duckdb.mjs';

const root = join(import.meta.dirname, '..');
const notices = join(root, 'THIRD-PARTY-NOTICES.md');
/** Files of these packages are copied into dist as they are. */
const copied = ['@vscode/codicons', ...sharedPackages].map((name) => `node_modules/${name}`);

const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
const packages = [...new Set([...bundled(), ...copied])]
  .toSorted((a, b) => (a < b ? -1 : 1))
  .map((path) => ({ path, name: path.split('node_modules/').at(-1), ...lockedFacts(path) }));
const text = written(packages);
if (process.argv.includes('--check')) {
  if (!existsSync(notices) || readFileSync(notices, 'utf8') !== text) {
    console.error('THIRD-PARTY-NOTICES.md does not name what is bundled. Run: node scripts/writeNotices.mjs');
    process.exitCode = 1;
  }
} else writeFileSync(notices, text);

/** Folders of the packages that are inside a bundle; what is only looked at, and put nothing into a file, is not. */
function bundled() {
  const folder = join(root, '.cache', 'metafiles');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  if (names.length === 0) throw new Error('There is no metafile. Run: node esbuild.mjs');
  const inputs = names
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .flatMap(({ outputs }) => Object.values(outputs).flatMap((output) => Object.entries(output.inputs)))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => path);
  return inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
}

function lockedFacts(path) {
  const { version, license } = locked[path] ?? {};
  if (version === undefined || license === undefined)
    throw new Error(`package-lock.json names no version or licence of ${path}`);
  return { version, license };
}

/** Packages with the same texts share one section. */
function written(all) {
  const sections = Map.groupBy(all, (one) => JSON.stringify([one.license, textsOf(one, all)]));
  const lines = [...sections].map(([key, members]) => {
    const [license, texts] = JSON.parse(key);
    const names = members.map(({ name, version }) => `- ${name} ${version}`);
    return [`## ${license}`, names.join('\n'), ...texts.map((one) => `\`\`\`text\n${one}\n\`\`\``)].join(
      '\n\n',
    );
  });
  const head = [
    '# Third-party notices',
    'Linear Learner for SageMaker contains parts of these packages. `scripts/writeNotices.mjs` writes this file.',
    'The service models of the embedded server are reduced from those of botocore: Copyright 2012-2026 Amazon.com, Inc. or its affiliates. All Rights Reserved. Licensed under the Apache License 2.0, whose text is below.',
  ];
  return `${[...head, ...lines].join('\n\n')}\n`;
}

function textsOf(one, all) {
  const own = ownTexts(one.path);
  if (own.length > 0) return own;
  // Some packages of a family leave their licence out.
  const scope = one.name.split('/')[0];
  const relative = all.find(
    (other) =>
      other.name.startsWith(`${scope}/`) && other.license === one.license && ownTexts(other.path).length > 0,
  );
  if (relative !== undefined && one.license === 'Apache-2.0') return ownTexts(relative.path);
  if (one.license === 'MIT') return [mitText(one.path)];
  throw new Error(`${one.path} has no licence text`);
}

function ownTexts(path) {
  return readdirSync(join(root, path))
    .filter((name) => /^(licen[cs]e|copying|notice)([.-].*)?$/i.test(name))
    .toSorted()
    .map((name) =>
      readFileSync(join(root, path, name), 'utf8')
        .replaceAll('\r\n', '\n')
        .trim(),
    );
}

/** The MIT licence of a package that names its author alone. */
function mitText(path) {
  const { author } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
  const holder = typeof author === 'string' ? author : author?.name;
  if (holder === undefined) throw new Error(`${path} names neither a licence text nor an author`);
  return `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}
