// Writes schemas/experiment.schema.json from its definition in src/data/shapes/experiment.ts.
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
writeFileSync(
  join(root, 'schemas', 'experiment.schema.json'),
  `${JSON.stringify(experimentJsonSchema(), null, 2)}\n`,
);
