import * as vscode from 'vscode';
import type { RunRecords } from '../runs/runRecords.ts';
import type { OpenSession } from '../runs/session.ts';
import { groups } from './explorerNodes.ts';
import type { ExplorerNode } from './explorerNodes.ts';
import { longestWaitMs, openListings, shortestWaitMs } from './listings.ts';
import type { Listing } from './listings.ts';

export interface ExplorerTree extends vscode.TreeDataProvider<ExplorerNode>, vscode.Disposable {
  /** Lists again what is shown and redraws what has changed, nothing else: a menu that is open keeps its row. */
  refresh(): Promise<void>;
  /** Shows one page more of the list whose row has this id. */
  loadMore(parentId: string): Promise<void>;
  /** The row of an object in S3; undefined when it is not there. */
  findObject(bucket: string, key: string): Promise<ExplorerNode | undefined>;
}

/** How often texts like "3 min. ago" are refreshed, without calling the connection. */
const agesAgainAfterMs = 30_000;

/** Datasets, training jobs and endpoints of the connection; errors and emptiness are rows too. */
export function createExplorerTree(openSession: OpenSession, records: RunRecords): ExplorerTree {
  const changes = new vscode.EventEmitter<ExplorerNode | undefined>();
  const roots = groups(records);
  const listings = openListings(openSession);
  /** The rows the window drew last, and those it is about to ask for. */
  const shown = new WeakMap<ExplorerNode, readonly ExplorerNode[]>();
  const listed = new WeakMap<ExplorerNode, Listing>();
  const watches = new Map<ExplorerNode, NodeJS.Timeout>();
  const drawn = new Map<string, ExplorerNode>();

  const watch = (node: ExplorerNode, afterMs: number | undefined) => {
    clearTimeout(watches.get(node));
    watches.delete(node);
    if (afterMs !== undefined)
      watches.set(
        node,
        setTimeout(() => void lookAgain(node, afterMs), afterMs),
      );
  };
  const lookAgain = async (node: ExplorerNode, afterMs = shortestWaitMs): Promise<void> => {
    const before = shown.get(node);
    if (before === undefined) return;
    const listing = await listings.list(node);
    if (looksOf(before) === looksOf(listing.rows)) {
      watch(node, listing.againAfterMs);
      await Promise.all(before.map((child) => lookAgain(child)));
      return;
    }
    listed.set(node, listing);
    changes.fire(node);
    // A window that is still drawing the tree misses a change: fire again, at growing intervals, until it reads the rows.
    watch(node, Math.max(listing.againAfterMs ?? 0, Math.min(2 * afterMs, longestWaitMs)));
  };
  const tellAges = () => {
    for (const row of roots.flatMap((root) => shown.get(root) ?? [])) {
      const description = row.describe?.();
      if (description === undefined || description === row.item.description) continue;
      row.item.description = description;
      changes.fire(row);
    }
  };
  const ages = setInterval(tellAges, agesAgainAfterMs);
  const loadMore = async (parentId: string): Promise<void> => {
    const node = drawn.get(parentId);
    if (node === undefined) return;
    listings.showMore(node);
    await lookAgain(node);
  };
  return {
    onDidChangeTreeData: changes.event,
    loadMore,
    refresh: async () => {
      listings.beginAnew();
      await Promise.all(roots.map((root) => lookAgain(root)));
    },
    dispose() {
      clearInterval(ages);
      for (const timer of watches.values()) clearTimeout(timer);
      changes.dispose();
    },
    getTreeItem: ({ item }) => item,
    getParent: ({ parent }) => parent,
    async getChildren(node) {
      if (node === undefined) return roots;
      const { rows, againAfterMs } = listed.get(node) ?? (await listings.list(node));
      listed.delete(node);
      shown.set(node, rows);
      if (node.item.id !== undefined) drawn.set(node.item.id, node);
      watch(node, againAfterMs);
      return [...rows];
    },
    async findObject(bucket, key) {
      let node = roots[0];
      for (const id of [`bucket:${bucket}`, ...idsAlong(bucket, key)]) {
        if (node === undefined) return undefined;
        node = await listings.find(node, id);
      }
      return node;
    },
  };
}

/** Selects an object of S3 in the view; false when it is not there. */
export function objectRevealer(tree: ExplorerTree, view: vscode.TreeView<ExplorerNode>) {
  return async (bucket: string, key: string): Promise<boolean> => {
    const node = await tree.findObject(bucket, key);
    if (node !== undefined) await view.reveal(node, { select: true, focus: true });
    return node !== undefined;
  };
}

/** Everything that makes a row look different to a person. */
function looksOf(rows: readonly ExplorerNode[]): string {
  return JSON.stringify(
    rows.map(({ item }) => [
      item.id,
      item.label,
      item.description,
      item.tooltip,
      item.contextValue,
      item.iconPath,
    ]),
  );
}

/** Ids of the folders on the way to an object, and its own. */
function idsAlong(bucket: string, key: string): readonly string[] {
  const ends = [...key.matchAll(/\//g)].map(({ index }) => key.slice(0, index + 1));
  return [...ends, key].map((part) => `object:${bucket}/${part}`);
}
