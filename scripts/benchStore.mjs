// `npm run bench -- store`: the embedded server on many objects and jobs, beside a bare Node server. Needs no Python.
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { root } from './toolchain.mjs';

export const storeHeading = '## Store';

/** Measures once, in medians of many requests, and returns the section. */
export function measureStore({ node, bundles, scratch }) {
  const load = loadavg()[0];
  const args = [join(bundles, 'store.mjs'), join(root, 'dist', 'local.mjs'), scratch];
  const { status, stdout } = spawnSync(node, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  console.log(stdout.trim());
  return section(JSON.parse(stdout).results, load);
}

/** What the product sets itself. */
const atMost = {
  'page of 1000 of 200000 objects': '20 ms',
  'page of 1 of 200000 objects': '2 ms',
  'restart, 1000000 objects and 10000 jobs': '1000 ms',
  'memory at start, MB': '150',
};

function section(results, load) {
  const rows = Object.entries(results).map(
    ([what, value]) => `| ${what} | ${value.toFixed(value < 10 ? 2 : 0)} | ${atMost[what] ?? ''} |`,
  );
  return `${storeHeading}
Written by \`npm run bench -- store\` (${cpus().length} × ${cpus()[0]?.model.trim()}; load average at the start ${load.toFixed(2)}).
Signed requests over one connection, one after the other, from the request to the end of the response; \`echo\` is a bare Node server that
answers 1 KB, in turn with Get and Describe. Medians in milliseconds unless it says otherwise; the last column is what the product sets
itself.

| what | median | at most |
|---|---|---|
${rows.join('\n')}
`;
}
