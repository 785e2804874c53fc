import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { RegionalBucket } from '../aws/s3/types.ts';
import type { RunRow } from '../data/shapes/runRow.ts';
import type { RunRecords } from '../runs/runRecords.ts';
import type { Session } from '../runs/session.ts';
import { createExplorerTree } from './explorerTree.ts';
import type { Gate } from './explorerTree.ts';
import type { ExplorerNode } from './rows.ts';
import { openS3Tree } from './s3Tree.ts';

/** A folder for what a tree keeps, and a clock that the test moves; both anew for each test of a file. */
export function treeFolder(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'll-tree-'));
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}

export const numbered = (count: number, nameOf: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => nameOf(index));

/** Pages of what S3 and SageMaker hold, as their lists page it; the token is where the next page begins. */
function pageOf<T>(all: readonly T[], request: { pageSize: number; nextToken?: string | undefined }) {
  const start = Number(request.nextToken ?? 0);
  const end = start + request.pageSize;
  return { items: all.slice(start, end), nextToken: end < all.length ? String(end) : undefined };
}

export interface World {
  jobs: readonly string[];
  readonly keys: readonly string[];
  fails?: boolean;
  bucketsFail?: boolean;
  /** Whether lists are kept on the disk for the next window. */
  readonly keeps?: boolean;
  readonly buckets?: readonly RegionalBucket[];
  /** Status and secondary status of every job. */
  statuses?: readonly [string, string];
  runs?: readonly RunRow[];
  endpoints?: readonly { readonly endpointName: string; readonly status: string }[];
}

/** A tree over lists in memory; it keeps in a folder what it keeps. */
export function openTree(folder: string, world: World, gate?: Gate) {
  const lists = { jobs: 0, objects: 0 };
  const aws = {
    listRegionalBuckets: async () => {
      if (world.bucketsFail === true) throw new Error('denied');
      return world.buckets ?? [{ name: 'tables', createdAt: 0, region: 'eu-west-1' }];
    },
    s3Uri: ({ key }: { key: string }) => key,
    listObjects: async (request: { prefix: string; pageSize: number; nextToken?: string }) => {
      lists.objects += 1;
      const under = world.keys.filter((key) => key.startsWith(request.prefix));
      const isFile = (key: string) => !key.slice(request.prefix.length).includes('/');
      const folders = new Set(
        under
          .filter((key) => !isFile(key))
          .map((key) => key.slice(0, key.indexOf('/', request.prefix.length) + 1)),
      );
      const { items, nextToken } = pageOf(under.filter(isFile), request);
      const objects = items.map((key) => ({ key, size: 1, modifiedAt: 0 }));
      return { prefixes: request.nextToken === undefined ? [...folders] : [], objects, nextToken };
    },
    listTrainingJobs: async (request: { pageSize: number; nextToken?: string | undefined }) => {
      lists.jobs += 1;
      if (world.fails === true) throw new Error('expired');
      const { items, nextToken } = pageOf(world.jobs, request);
      const jobs = items.map((trainingJobName) => {
        const [status = 'Completed', secondaryStatus = status] = world.statuses ?? [];
        return { trainingJobName, status, secondaryStatus, createdAt: 0 };
      });
      return { jobs, nextToken };
    },
    listEndpoints: async () => world.endpoints ?? [],
  };
  // SAFETY: the tree uses no other part of a session.
  const session = {
    aws,
    connectionId: 'local',
    region: 'eu-west-1',
    pollIntervalMs: 200,
  } as unknown as Session;
  // SAFETY: the tree only looks records up.
  const records = { find: async () => undefined } as unknown as RunRecords;
  let changed: () => void = () => undefined;
  const history = {
    rows: async () => ({ rows: world.runs ?? [], unreadable: [] }),
    onDidChange: (listener: () => void) => {
      changed = listener;
      return { dispose: () => undefined };
    },
  };
  const log = { error: (error: unknown) => expect.fail(String(error)) };
  const kept = openS3Tree(folder, () => 'local');
  const keepsNothing = (group: string) => ({ ...kept.kept(group), keep: async () => undefined });
  const s3 = world.keeps === true ? kept : { ...kept, kept: keepsNothing };
  const tree = createExplorerTree(async () => session, records, history, log, s3, gate);
  const childrenOf = async (node?: ExplorerNode) => (await tree.getChildren(node)) ?? [];
  const child = async (id: string, parent?: ExplorerNode) =>
    (await childrenOf(parent)).find(({ item }) => item.id === id) ?? expect.fail(`no row ${id}`);
  return { tree, s3, lists, childrenOf, child, runsChanged: () => changed() };
}

export const labels = (rows: readonly ExplorerNode[]) => rows.map(({ item }) => item.label);
