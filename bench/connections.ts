// Connections: how long the list of 5,000 profiles takes beside the SDK's own parser of the same file, and how long the tree takes to
// paint what was listed last, in a process that has loaded nothing yet, beside plain JSON.parse of the same files.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/shared-ini-file-loader';
import { listProfiles } from '../src/aws/connections/profiles.ts';
import { profileChoice } from '../src/commands/connectionChoices.ts';
import { createExplorerTree } from '../src/views/explorerTree.ts';
import { s3RowsOf } from '../src/views/explorerNodes.ts';
import type { S3Rows } from '../src/views/explorerNodes.ts';
import { openS3Places } from '../src/views/s3Places.ts';
import type * as s3TreeBundle from '../src/views/s3Tree.ts';
import * as fakeVscode from '../test/fakeVscode.ts';

const [, , what = '', scratch = '', count = '', rounds = '1'] = process.argv;
const id = 'aws:dev@eu-west-1';
const groups = ['datasets', 'trainingJobs', 'endpoints'];

/** Milliseconds on the clock, and of processor time, which other work on the machine disturbs less. */
type Times = readonly [clock: number, processor: number];

async function timesOf(work: () => Promise<unknown>): Promise<Times> {
  const before = performance.now();
  const used = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(used);
  return [performance.now() - before, (user + system) / 1000];
}

/** Profiles of every kind that an organization gives out. */
function profileText(index: number): string {
  const account = String(100_000_000_000 + index);
  const kinds = [
    `sso_session = acme\nsso_account_id = ${account}\nsso_role_name = Science`,
    `role_arn = arn:aws:iam::${account}:role/Science\nsource_profile = p0`,
    `aws_access_key_id = AKIA${account}\naws_secret_access_key = secret`,
    `credential_process = vault get ${account}`,
  ];
  return `[profile p${index}]\nregion = eu-west-1\noutput = json\n${kinds[index % kinds.length]}\n`;
}

async function measureList(): Promise<unknown> {
  const path = join(scratch, 'config');
  const session =
    '[sso-session acme]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n';
  const profiles = Array.from({ length: Number(count) }, (_, index) => profileText(index));
  await writeFile(path, [session, ...profiles].join(''));
  process.env['AWS_CONFIG_FILE'] = path;
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(scratch, 'none');
  const needs = {
    connection: () => ({ kind: 'local' }) as const,
    recentRegions: () => [],
    states: {
      of: () => ({ kind: 'unknown' }) as const,
      signedIn: () => undefined,
      succeeded: () => undefined,
      blocked: () => undefined,
      onDidChange: () => ({ dispose: () => undefined }),
    },
  };
  const [ours, peer]: [Times[], Times[]] = [[], []];
  for (let round = 0; round < Number(rounds); round += 1) {
    peer.push(await timesOf(() => loadSharedConfigFiles({ ignoreCache: true })));
    let listed = 0;
    const list = async () =>
      (listed = (await listProfiles()).map(profileChoice(needs, 'Switch Connection')).length);
    ours.push(await timesOf(list));
    if (listed !== Number(count)) throw new Error(`${listed} profiles were listed`);
  }
  return { ours, peer };
}

/** As many rows as are kept of a group, with long texts. */
async function writeKept(): Promise<void> {
  const places = openS3Places(scratch);
  for (const group of groups) {
    const rows = Array.from({ length: Number(count) }, (_, index) => ({
      id: `trainingJob:job-${index}`,
      label: `linear-learner-2026-12-01-${index}`,
      description: 'R² 0.957 · Completed · 3 days ago',
      tooltip: 'x'.repeat(200),
      icon: 'pass',
      contextValue: 'trainingJob:Completed',
      isCollapsible: false,
      trainingJobName: `linear-learner-2026-12-01-${index}`,
    }));
    await places.keep(id, group, { listedAt: Date.now(), rows });
  }
}

/** From the first question of the window until it has all rows; the list itself never comes. */
async function paint(): Promise<Times> {
  const never = new Promise<never>(() => undefined);
  const load = async (): Promise<S3Rows> => {
    // SAFETY: the bundle of this build, as extension.ts loads it.
    const bundle = createRequire(import.meta.url)(count) as typeof s3TreeBundle;
    return bundle.openS3Tree(scratch, () => id);
  };
  return timesOf(async () => {
    const tree = createExplorerTree(
      () => never,
      // SAFETY: no record is read before a list has come.
      {} as never,
      { rows: async () => ({ rows: [], unreadable: [] }), onDidChange: () => ({ dispose: () => undefined }) },
      { error: (error) => process.stderr.write(`${String(error)}\n`) },
      s3RowsOf(load),
    );
    const roots = (await tree.getChildren()) ?? [];
    const painted = await Promise.all(roots.map(async (root) => tree.getChildren(root)));
    if (painted.some((rows) => rows?.[0]?.item.description?.toString().includes('as of') !== true))
      throw new Error('the tree painted nothing stale');
  });
}

async function parseKept(): Promise<void> {
  const [folder = ''] = await readdir(join(scratch, 'tree'));
  for (const group of groups)
    JSON.parse(await readFile(join(scratch, 'tree', folder, `${group}.json`), 'utf8'));
}

/** What bundles of the extension get as `vscode`, from a folder that NODE_PATH names. */
async function writeVscode(): Promise<void> {
  const folder = join(scratch, 'modules', 'vscode');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.js'), 'module.exports = globalThis.fakeVscode;');
}

async function measure(): Promise<unknown> {
  switch (what) {
    case 'list':
      return measureList();
    case 'keep':
      await mkdir(scratch, { recursive: true });
      await writeVscode();
      return writeKept();
    case 'parse':
      return timesOf(parseKept);
    case 'paint':
      Object.assign(globalThis, { fakeVscode });
      return paint();
    default:
      throw new Error(`nothing is called ${what}`);
  }
}

process.stdout.write(`${JSON.stringify((await measure()) ?? null)}\n`);
process.exit(0);
