// Refuses calls that spread an array into arguments, where the number of arguments follows the data: 200,000 of them end in
// "Maximum call stack size exceeded". `smallest` and `largest` of src/learner/extent.ts, and loops, take any number.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spreadCalls } from './spreadCalls.mjs';

const root = join(import.meta.dirname, '..');
/** Registers a fixed number of things. */
const composition = 'src/extension.ts';
const problems = globSync('src/**/*.{ts,tsx}', { cwd: root })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !/\.test(ing)?\.tsx?$/.test(file) && file !== composition)
  .flatMap((file) =>
    spreadCalls(readFileSync(join(root, file), 'utf8')).map(
      ({ line, call }) => `${file}:${line}: ${call}(...) may get more arguments than a call takes`,
    ),
  );
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
