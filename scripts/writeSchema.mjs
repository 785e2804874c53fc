// Writes schemas/experiment.schema.json from its one definition, src/data/experiment/schema.ts; with --check it only says whether that file is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const file = join(root, 'schemas', 'experiment.schema.json');
const outfile = join(root, '.cache', 'schema.mjs');
await build({
  entryPoints: [join(root, 'src/data/experiment/schema.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
});
const { experimentJsonSchema } = await import(outfile);
const text = `${JSON.stringify(experimentJsonSchema(), null, 2)}\n`;
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (!isDeepStrictEqual(JSON.parse(readFileSync(file, 'utf8')), JSON.parse(text))) {
  console.error(`${file} is not what the sources define. Run: node scripts/writeSchema.mjs`);
  process.exitCode = 1;
}
