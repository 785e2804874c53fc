import * as vscode from 'vscode';
import type { RunRecords } from '../runs/runRecords.ts';
import type { OpenSession } from '../runs/session.ts';
import { errorRows, groups } from './explorerNodes.ts';
import type { ExplorerNode } from './explorerNodes.ts';

export interface ExplorerTree extends vscode.TreeDataProvider<ExplorerNode>, vscode.Disposable {
  /** Lists again what is shown and redraws what has changed, nothing else: a menu that is open keeps its row. */
  refresh(): Promise<void>;
  /** The row of an object in S3; undefined when it is not there. */
  findObject(bucket: string, key: string): Promise<ExplorerNode | undefined>;
}

/** What could not be listed is listed again by itself. */
const retryAfterMs = 3000;
const shortestWaitMs = 1000;
const longestWaitMs = 60_000;

interface Listing {
  readonly rows: readonly ExplorerNode[];
  /** When to list again; undefined: when something says that it changed. */
  readonly againAfterMs: number | undefined;
}

/** Datasets, training jobs and endpoints of the connection; errors and emptiness are rows too. */
export function createExplorerTree(openSession: OpenSession, records: RunRecords): ExplorerTree {
  const changes = new vscode.EventEmitter<ExplorerNode | undefined>();
  const roots = groups(records);
  /** The rows the window drew last, and those it is about to ask for. */
  const shown = new WeakMap<ExplorerNode, readonly ExplorerNode[]>();
  const listed = new WeakMap<ExplorerNode, Listing>();
  const watches = new Map<ExplorerNode, NodeJS.Timeout>();

  const watch = (node: ExplorerNode, afterMs: number | undefined) => {
    clearTimeout(watches.get(node));
    watches.delete(node);
    if (afterMs !== undefined)
      watches.set(
        node,
        setTimeout(() => void lookAgain(node, afterMs), afterMs),
      );
  };
  const childrenOf = async (node: ExplorerNode): Promise<Listing> => {
    const session = await openSession();
    const children = (await node.children?.(session)) ?? [];
    const isMoving = children.some((child) => child.isMoving === true);
    return {
      rows: children.map((child) => ({ ...child, parent: node })),
      againAfterMs: isMoving ? Math.max(session.pollIntervalMs, shortestWaitMs) : undefined,
    };
  };
  const list = (node: ExplorerNode): Promise<Listing> =>
    childrenOf(node).catch((error: unknown) => ({ rows: errorRows(error), againAfterMs: retryAfterMs }));
  const lookAgain = async (node: ExplorerNode, afterMs = shortestWaitMs): Promise<void> => {
    const before = shown.get(node);
    if (before === undefined) return;
    const listing = await list(node);
    if (looksOf(before) === looksOf(listing.rows)) {
      watch(node, listing.againAfterMs);
      await Promise.all(before.map((child) => lookAgain(child)));
      return;
    }
    listed.set(node, listing);
    changes.fire(node);
    // A window that is still drawing the tree loses a change: it is told again, ever more patiently, until it asks.
    watch(node, Math.min(2 * afterMs, longestWaitMs));
  };
  return {
    onDidChangeTreeData: changes.event,
    refresh: async () => {
      await Promise.all(roots.map((root) => lookAgain(root)));
    },
    dispose() {
      for (const timer of watches.values()) clearTimeout(timer);
      changes.dispose();
    },
    getTreeItem: ({ item }) => item,
    getParent: ({ parent }) => parent,
    async getChildren(node) {
      if (node === undefined) return roots;
      const { rows, againAfterMs } = listed.get(node) ?? (await list(node));
      listed.delete(node);
      shown.set(node, rows);
      watch(node, againAfterMs);
      return [...rows];
    },
    async findObject(bucket, key) {
      let node = roots[0];
      for (const id of [`bucket:${bucket}`, ...idsAlong(bucket, key)]) {
        if (node === undefined) return undefined;
        node = (await childrenOf(node)).rows.find(({ item }) => item.id === id);
      }
      return node;
    },
  };
}

/** All that a person can tell rows apart by. */
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
