// `npm run bench -- jobs`: whole training jobs through the embedded server against scikit-learn, measured in turn in the same run.
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { root } from './toolchain.mjs';

export const jobPackages = ['numpy==2.4.6', 'scikit-learn==1.9.1'];

export const jobsHeading = '## Jobs';

/** Measures in `rounds` rounds, each peer right before ours, and returns the section. */
export function measureJobs({ python, node, bundles, rounds }) {
  const load = loadavg()[0];
  const peer = [];
  const ours = {};
  for (let round = 0; round < rounds; round += 1) {
    peer.push(...run(python, ['bench/peers.py', 'jobs']).times);
    for (const [loss, times] of Object.entries(run(node, [join(bundles, 'job.mjs')]).times))
      (ours[loss] ??= []).push(...times);
  }
  return section({ load, peer, ours, rounds });
}

function run(command, args) {
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  const { status, stdout } = spawnSync(command, args, options);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
  const line = stdout.trim().split('\n').at(-1);
  console.log(`${args.join(' ')}\n  ${line}`);
  return JSON.parse(line);
}

const fastest = (values) => Math.min(...values);
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Ratio that the product sets itself. */
const atMost = { squared_loss: '0.30', absolute_loss: '0.75' };

function section({ load, peer, ours, rounds }) {
  const rows = Object.entries(ours).map(([loss, own]) => {
    const ratios = [fastest(own) / fastest(peer), median(own) / median(peer)].map((one) => one.toFixed(3));
    return `| ${[loss, fastest(peer).toFixed(0), fastest(own).toFixed(0), ...ratios, atMost[loss]].join(' | ')} |`;
  });
  return `${jobsHeading}
Written by \`npm run bench -- jobs\` in ${rounds} ${rounds === 1 ? 'round' : 'rounds'} (${cpus().length} × ${cpus()[0]?.model.trim()}; load average at the start ${load.toFixed(2)}). Peers: ${jobPackages.join(', ')}.
1,000,000 × 10 through the embedded server, from CreateTrainingJob until DescribeTrainingJob, polled every 20 ms, reports Completed:
reading and checking the data, 15 epochs of 32 models, final scores, log and artifact, against scikit-learn's SGDRegressor training
**one** model for 15 epochs. Milliseconds; the last column is what the product sets itself.

| our loss | scikit-learn, 1 model | ours, 32 models | ours / scikit-learn | of medians | at most |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}
