// Writes schemas/experiment.schema.json from its definition in src/data/shapes/experiment.ts.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const outfile = join(root, '.cache', 'schema.mjs');
await build({
  entryPoints: [join(root, 'src/data/shapes/experiment.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
});
const { experimentJsonSchema } = await import(outfile);
const schema = join(root, 'schemas', 'experiment.schema.json');
writeFileSync(schema, JSON.stringify(experimentJsonSchema()));
const formatter = join(root, 'node_modules', 'oxfmt', 'bin', 'oxfmt');
const { status, stderr } = spawnSync(process.execPath, [formatter, schema], { encoding: 'utf8' });
if (status !== 0) throw new Error(`The schema could not be formatted:\n${stderr}`);
