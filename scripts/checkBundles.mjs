// Holds the bundle table of ARCHITECTURE.md, read from esbuild's metafiles: how large, and what must not be inside.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const never = {
  extension: {
    maxBytes: 100 * 1024,
    inputs:
      /node_modules\/(@aws-sdk|@smithy|chart\.js|csv-parse|preact|jsonc-parser)\/|src\/learner\/trainer\/|src\/local\/(?!launch|errors|control|stateFolder|store\/files|sagemaker\/names|http\/types)|src\/data\/(engineMain|table|prepare)/,
  },
  panels: {
    inputs:
      /node_modules\/(@aws-sdk|@smithy|chart\.js|csv-parse|preact)\/|src\/learner\/trainer\/|src\/local\//,
  },
  aws: { imports: /^vscode$/ },
  engine: { inputs: /node_modules\/(@aws-sdk|@smithy)\//, imports: /^vscode$/ },
  local: { inputs: /node_modules\/@aws-sdk\//, imports: /^vscode$/ },
  job: { inputs: /node_modules\/@aws-sdk\//, imports: /^vscode$/ },
  trainThread: { inputs: /node_modules\//, imports: /^vscode$/ },
  pages: { imports: /^(vscode|node:.*)$/ },
};

const problems = [];
for (const [name, rule] of Object.entries(never)) {
  const { inputs, outputs } = JSON.parse(
    readFileSync(join(root, '.cache/metafiles', `${name}.json`), 'utf8'),
  );
  for (const [file, output] of Object.entries(outputs)) {
    console.log(`${file.padEnd(28)} ${(output.bytes / 1024).toFixed(1).padStart(8)} KiB`);
    if (rule.maxBytes !== undefined && output.bytes > rule.maxBytes)
      problems.push(`${file} has ${output.bytes} bytes, at most ${rule.maxBytes} are allowed`);
    for (const { path, external } of output.imports)
      if (external && rule.imports?.test(path)) problems.push(`${file} imports ${path}`);
  }
  for (const input of Object.keys(inputs))
    if (rule.inputs?.test(input)) problems.push(`${name} contains ${input}`);
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
