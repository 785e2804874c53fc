// Writes JSON Schemas from their definitions: of experiments, and of what a run without VS Code prints.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
await writeSchema('src/data/shapes/experiment.ts', 'experimentJsonSchema', 'schemas/experiment.schema.json');
await writeSchema('src/headless/report.ts', 'headlessJsonSchema', 'docs/headless.schema.json');

async function writeSchema(source, name, target) {
  const outfile = join(root, '.cache', `${name}.mjs`);
  const bundled = { bundle: true, platform: 'node', format: 'esm' };
  await build({ ...bundled, entryPoints: [join(root, source)], outfile });
  const { [name]: schemaOf } = await import(outfile);
  const schema = join(root, target);
  writeFileSync(schema, JSON.stringify(schemaOf()));
  const formatter = join(root, 'node_modules', 'oxfmt', 'bin', 'oxfmt');
  const { status, stderr } = spawnSync(process.execPath, [formatter, schema], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${target} could not be formatted:\n${stderr}`);
}
