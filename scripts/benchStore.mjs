// `npm run bench -- store`: the embedded server on many objects and jobs, beside bare Node servers and, where Go is installed,
// versitygw's posix backend. Needs no Python.
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { root } from './toolchain.mjs';
import { ensureVersitygw, versitygwVersion } from './versitygw.mjs';

export const storeHeading = '## Store';

/** Measures once, in medians of many requests, and returns the section. */
export function measureStore({ node, bundles, scratch }) {
  const load = loadavg()[0];
  const peer = ensurePeer();
  const args = [join(bundles, 'store.mjs'), join(root, 'dist', 'local.mjs'), scratch, ...peer];
  const { status, stdout } = spawnSync(node, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  console.log(stdout.trim());
  return section(JSON.parse(stdout), load);
}

function ensurePeer() {
  const program = ensureVersitygw();
  if (program !== undefined) return [program];
  console.log('*** SKIPPED *** versitygw beside the embedded server: it needs Go and the Go module proxy.');
  return [];
}

/** What the product sets itself. */
const atMost = {
  'page of 1000 of 200000 objects': '20 ms',
  'page of 1 of 200000 objects': '2 ms',
  'restart, 1000000 objects and 10000 jobs': '1000 ms',
  'memory at start, MB': '150',
  'memory after 100 pages, MB': '150',
};
/** Rows with a ratio to another row. */
const comparedWith = {
  'bare server that checks the signature of the Get': 'echo of the Get',
  'Get of 1 KB': 'echo of the Get',
  'bare server that checks the signature of the DescribeTrainingJob': 'echo of the DescribeTrainingJob',
  DescribeTrainingJob: 'echo of the DescribeTrainingJob',
};

function section({ results, peer = {} }, load) {
  const figure = (value) => (value === undefined ? '' : value.toFixed(value < 1 ? 3 : value < 10 ? 2 : 0));
  const ratio = (what) => {
    const other = results[comparedWith[what]];
    return other === undefined ? '' : `${(results[what] / other).toFixed(2)} × echo`;
  };
  const limit = (what) =>
    atMost[what] ?? (what in comparedWith && !what.startsWith('bare') ? '1.5 × echo' : '');
  const rows = Object.entries(results).map(
    ([what, value]) =>
      `| ${[what, figure(peer[what]), figure(value), ratio(what), limit(what)].join(' | ')} |`,
  );
  return `${storeHeading}
Written by \`npm run bench -- store\` (${cpus().length} × ${cpus()[0]?.model.trim()}; load average at the start ${load.toFixed(2)}).
Signed requests over one connection, one after the other, from the request to the end of the response. Echoes are of a bare Node server
that reads the same request and answers 1 KB, in turn with ours and with one that also checks its signature, all on one core.
versitygw ${versitygwVersion} is its posix backend, by the same client; it does not sync what it stores. Medians in milliseconds unless it says
otherwise; the last column is what the product sets itself.

| what | versitygw | ours | ratio | at most |
|---|---|---|---|---|
${rows.join('\n')}
`;
}
