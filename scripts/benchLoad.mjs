// `npm run bench -- load`: the embedded server under load, and another client beside it. Needs no Python; reads memory from /proc.
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { root } from './toolchain.mjs';

export const loadHeading = '## Load';

/** Measures once, and returns the section. */
export function measureLoad({ node, bundles, scratch }) {
  const load = loadavg()[0];
  const args = [join(bundles, 'load.mjs'), join(root, 'dist', 'local.mjs'), scratch];
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  const { status, stdout } = spawnSync(node, args, options);
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  console.log(stdout.trim());
  return section(JSON.parse(stdout).results, load);
}

function section(results, load) {
  const rows = Object.entries(results).map(([what, one]) => {
    const waits = [one.longestDescribeMs, one.longestListMs].map((ms) => ms.toFixed(0));
    const memory = [one.serverMb, one.childrenMb].map((mb) => mb.toFixed(0));
    const statuses = Object.entries(one.statuses).map(([code, count]) => `${count} × ${code}`);
    const cells = [what, one.seconds.toFixed(1), ...waits, ...memory, statuses.join(', '), one.failedCount];
    return `| ${cells.join(' | ')} |`;
  });
  return `${loadHeading}
Written by \`npm run bench -- load\` (${cpus().length} × ${cpus()[0]?.model.trim()}; load average at the start ${load.toFixed(2)}).
Seconds until every request is answered and every job has ended; meanwhile the longest that another client, which asks for one
thing after the other, has waited for a DescribeTrainingJob and a ListObjectsV2 in milliseconds, the most memory held by the server and by all
its children in MB, the answers by status, and failures of the other client. Nobody is to wait longer than a second.

What bounds the memory: bodies that are read whole wait for room, 192 MiB for those above 64 KiB and 32 MiB for the others; objects are
streamed. Jobs, and inference processes of 512 MiB each, are half as many as there are cores, and one process waits for the next job.

| load | seconds | Describe, ms | List, ms | server, MB | children, MB | answers | failed |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}
`;
}
