// Checks the bundle table of ARCHITECTURE.md against esbuild's metafiles: the size of each bundle and what it must not contain.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const architecture = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
const metafiles = join(root, '.cache', 'metafiles');

const problems = [];
for (const metafile of readdirSync(metafiles)) {
  const name = metafile.replace('.json', '');
  const { maxBytes, never } = ruleOf(name);
  const { inputs, outputs } = JSON.parse(readFileSync(join(metafiles, metafile), 'utf8'));
  for (const [file, { bytes, imports }] of Object.entries(outputs)) {
    console.log(`${file.padEnd(28)} ${(bytes / 1024).toFixed(1).padStart(8)} KiB`);
    if (bytes > maxBytes) problems.push(`${file} has ${bytes} bytes, at most ${maxBytes} are allowed`);
    for (const { path, external } of imports)
      if (external && forbids(never, path)) problems.push(`${file} imports ${path}`);
  }
  for (const input of Object.keys(inputs)) {
    const path = input.replace(/^node_modules\//, '');
    // An input that contributes no bytes is not part of the bundle.
    const isInside = Object.values(outputs).some((output) => (output.inputs[input]?.bytesInOutput ?? 0) > 0);
    if (isInside && forbids(never, path)) problems.push(`${name} contains ${input}`);
  }
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

/** A bundle's row: its size limit and the forbidden paths with their exceptions. */
function ruleOf(name) {
  const row = architecture
    .split('\n')
    .find((line) => line.startsWith(`| ${name} | `) && line.includes(' KiB | '));
  if (row === undefined) throw new Error(`ARCHITECTURE.md has no row of the bundle ${name}`);
  const [, , , size, cell] = row.split('|');
  const maxBytes = Number.parseFloat(size) * 1024;
  const never = cell.split(',').map((item) => {
    const [forbidden, ...exceptions] = [...item.matchAll(/`([^`]+)`/g)].map(([, path]) => path);
    return { forbidden, exceptions };
  });
  if (!(maxBytes > 0) || never.some(({ forbidden }) => forbidden === undefined))
    throw new Error(`ARCHITECTURE.md: the row of the bundle ${name} cannot be read`);
  return { maxBytes, never };
}

function forbids(never, path) {
  return never.some(
    ({ forbidden, exceptions }) => isUnder(path, forbidden) && !exceptions.some((one) => isUnder(path, one)),
  );
}

/** `node:` covers all of its modules; a folder or package covers everything inside. */
function isUnder(path, folder) {
  return path === folder || path.startsWith(folder.endsWith(':') ? folder : `${folder}/`);
}
