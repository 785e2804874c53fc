import * as vscode from 'vscode';
import type { BlockedState } from '../aws/connections/state.ts';
import { inBackground } from '../platform/background.ts';
import type { RunHistory } from '../runs/history/history.ts';
import type { RunRecords } from '../runs/runRecords.ts';
import type { OpenSession } from '../runs/session.ts';
import { blockedRow, blockedRowId, groups } from './explorerNodes.ts';
import type { S3Rows } from './explorerNodes.ts';
import { openRunFacts } from './runFacts.ts';
import { openMissingRights } from './missingRights.ts';
import type { MissingRights } from './missingRights.ts';
import { openBlockedRetries } from './blockedRetries.ts';
import { longestWaitMs, openListings, shortestWaitMs } from './listings.ts';
import type { Listing } from './listings.ts';
import { type AttentionSource, alwaysWatched, pacedMs, shortestRetryMs } from '../platform/pace.ts';
import type { ExplorerNode } from './rows.ts';

export interface ExplorerTree extends vscode.TreeDataProvider<ExplorerNode>, vscode.Disposable {
  /** Lists again what is shown and redraws what has changed, nothing else. */
  refresh(): Promise<void>;
  /** Shows one more page of the list with this row id. */
  loadMore(parentId: string): Promise<void>;
  /** Polls only what is seen from now on; by default everything counts as seen. */
  follow(attention: AttentionSource): void;
  /** The rights whose lack its rows show. */
  readonly missing: MissingRights;
  /** The row of an S3 object; undefined when it does not exist. */
  findObject(bucket: string, key: string): Promise<ExplorerNode | undefined>;
}

/** The current connection, and whether it can be listed at all. */
export interface Gate {
  connectionId(): string;
  block(): BlockedState | undefined;
  onDidChange(listener: () => void): vscode.Disposable | { dispose(): void };
  /** Why nothing can be listed; undefined when something can. */
  showReason(reason: string | undefined): void;
}

const alwaysOpen: Gate = {
  connectionId: () => '',
  block: () => undefined,
  onDidChange: () => ({ dispose: () => undefined }),
  showReason: () => undefined,
};

/** How often relative times like "3 min. ago" are refreshed, without calling the connection. */
const agesAgainAfterMs = 30_000;

/** A window that is still drawing a row misses its change: it is announced once more after this long. */
const redrawAfterMs = 5000;

/**
 * Datasets, training jobs and endpoints of the connection; errors and emptiness are rows too.
 *
 * VS Code passes a menu's row to a command by looking up the row's id, and forgets the ids below a changed element until it has read
 * that element's children again: a click in between arrives without its row. So a change of rows is announced for these rows alone,
 * which keeps every id known, and for their parent only when rows come, go or move. A row stays one object for as long as it is listed.
 */
export function createExplorerTree(
  openSession: OpenSession,
  records: RunRecords,
  history: Pick<RunHistory, 'rows' | 'onDidChange'>,
  log: Parameters<typeof inBackground>[0],
  s3: S3Rows,
  gate: Gate = alwaysOpen,
): ExplorerTree {
  const changes = new vscode.EventEmitter<ExplorerNode | undefined>();
  const facts = openRunFacts(
    history,
    () => updateLooks(),
    (work) => inBackground(log, work),
  );
  const roots = groups(records, facts, s3);
  const listings = openListings(openSession, (work) => inBackground(log, work));
  /** The rows that the window read last. */
  let shown = new WeakMap<ExplorerNode, readonly ExplorerNode[]>();
  /** Listings that are announced and not read yet. */
  let listed = new WeakMap<ExplorerNode, Listing>();
  const watches = new Map<ExplorerNode, NodeJS.Timeout>();
  /** The lists that are polled, with their intervals while they are seen. */
  const polled = new Map<ExplorerNode, number>();
  const listedAt = new WeakMap<ExplorerNode, number>();
  let attention = alwaysWatched;
  let attending: { dispose(): void } | undefined;
  const missing = openMissingRights(() => attention.current() !== 'hidden' && gate.block() === undefined);
  const drawn = new Map<string, ExplorerNode>();
  const redraws = new Set<NodeJS.Timeout>();
  /** Of the connection that is shown. */
  let shownId = gate.connectionId();
  let switching = openSignal();
  let drawingOther: NodeJS.Timeout | undefined;

  /** Lists a node; undefined when the connection was switched meanwhile, which may respond late or never. */
  const listOfNow = async (node: ExplorerNode): Promise<Listing | undefined> => {
    const id = gate.connectionId();
    const listing = await Promise.race([listings.list(node), switching.given]);
    return id === gate.connectionId() ? listing : undefined;
  };
  /** Nothing of another connection stays. */
  const showOther = () => {
    shownId = gate.connectionId();
    for (const timer of watches.values()) clearTimeout(timer);
    watches.clear();
    polled.clear();
    drawn.clear();
    [shown, listed] = [new WeakMap(), new WeakMap()];
    listings.forget();
    missing.clear();
    switching.give();
    switching = openSignal();
    drawOther();
  };
  const drawOther = () => {
    changes.fire(undefined);
    clearTimeout(drawingOther);
    // A window that is still drawing misses it.
    drawingOther = setTimeout(() => {
      if (!roots.some((root) => shown.has(root))) drawOther();
    }, redrawAfterMs);
  };
  const redraw = (row: ExplorerNode) => {
    changes.fire(row);
    const timer = setTimeout(() => {
      redraws.delete(timer);
      changes.fire(row);
    }, redrawAfterMs);
    redraws.add(timer);
  };
  const watch = (node: ExplorerNode, afterMs: number | undefined) => {
    clearTimeout(watches.get(node));
    watches.delete(node);
    polled.delete(node);
    if (afterMs === undefined) return;
    polled.set(node, afterMs);
    const waitMs = pacedMs(afterMs, attention.current());
    if (waitMs !== undefined) lookAfter(node, waitMs, afterMs);
  };
  const lookAfter = (node: ExplorerNode, waitMs: number, afterMs?: number) =>
    watches.set(
      node,
      setTimeout(() => void announceOrList(node, afterMs), waitMs),
    );
  const announceOrList = async (node: ExplorerNode, afterMs?: number) => {
    if (listed.has(node) && sinceMs(node) < shortestRetryMs) announce(node, afterMs);
    else await lookAgain(node, afterMs);
  };
  /** What was not polled for a while is listed at once when it is seen again. */
  const attend = () => {
    missing.seenChanged();
    retries.attend();
    if (gate.block() !== undefined) return;
    const isSeen = attention.current() === 'watched';
    const before = new Map(polled);
    for (const [node, afterMs] of before) {
      if (isSeen && !watches.has(node)) lookAfter(node, Math.max(0, shortestRetryMs - sinceMs(node)));
      else watch(node, afterMs);
    }
  };
  const lookAgain = async (node: ExplorerNode, afterMs = shortestWaitMs): Promise<void> => {
    const known = shown;
    const before = known.get(node);
    // Lists stop at an expired session, and are read anew when it goes on.
    if (before === undefined || gate.block() !== undefined) return;
    clearTimeout(watches.get(node));
    watches.delete(node);
    listedAt.set(node, performance.now());
    const listing = await listOfNow(node);
    if (listing === undefined || shown !== known) return;
    const { rows, changed } = merged(before, listing.rows);
    const isSame = rows.length === before.length && rows.every((row, index) => row === before[index]);
    if (isSame && !listed.has(node)) {
      for (const row of changed) redraw(row);
      watch(node, listing.againAfterMs);
      await Promise.all(before.map((child) => lookAgain(child)));
      return;
    }
    listed.set(node, { ...listing, rows });
    announce(node, afterMs, listing.againAfterMs);
  };
  /** A window that is still drawing the tree misses a change: fires again at increasing intervals until it reads the rows. */
  const announce = (node: ExplorerNode, afterMs = shortestWaitMs, againAfterMs = 0) => {
    changes.fire(node);
    watch(node, Math.max(againAfterMs, Math.min(2 * afterMs, longestWaitMs)));
  };
  const sinceMs = (node: ExplorerNode) => performance.now() - (listedAt.get(node) ?? -Infinity);
  const updateLooks = () => {
    for (const row of roots.flatMap((root) => shown.get(root) ?? [])) {
      const look = row.look?.();
      const before = looksOf(row);
      Object.assign(row.item, look);
      if (looksOf(row) !== before) changes.fire(row);
    }
  };
  /** Of the row that stands in for all lists; undefined while these are shown. */
  let shownBlock: string | undefined;
  let redrawing: NodeJS.Timeout | undefined;
  const rootsNow = async (): Promise<readonly ExplorerNode[]> => {
    const block = gate.block();
    const id = block && blockedRowId(block);
    shownBlock = id;
    const blocked = block && (await blockedRow(block));
    if (shownBlock === id) gate.showReason(blocked?.reason);
    return blocked === undefined ? roots : [blocked.row];
  };
  const retries = openBlockedRetries({
    block: () => gate.block(),
    attention: () => attention.current(),
    inBackground: (work) => inBackground(log, work),
    probe: async () => {
      const [, , endpoints] = roots;
      if (endpoints !== undefined) await listings.list(endpoints);
    },
  });
  const drawRoots = () => {
    const block = gate.block();
    const id = block && blockedRowId(block);
    clearTimeout(redrawing);
    if (id === shownBlock) return;
    changes.fire(undefined);
    // A window that is still drawing misses it.
    redrawing = setTimeout(drawRoots, redrawAfterMs);
  };
  const gateChanged = () => {
    missing.seenChanged();
    drawRoots();
    retries.plan();
  };
  const gateWatch = gate.onDidChange(gateChanged);
  const ages = setInterval(updateLooks, agesAgainAfterMs);
  const loadMore = async (parentId: string): Promise<void> => {
    const node = drawn.get(parentId);
    if (node === undefined) return;
    listings.showMore(node);
    await lookAgain(node);
  };
  return {
    onDidChangeTreeData: changes.event,
    missing,
    loadMore,
    follow(source) {
      attending?.dispose();
      attention = source;
      attending = source.onDidChange(attend);
      missing.seenChanged();
    },
    refresh: async () => {
      listings.beginAnew();
      if (shownId !== gate.connectionId()) showOther();
      gateChanged();
      if (gate.block() !== undefined) {
        await retries.now();
        return;
      }
      await Promise.all(roots.map((root) => lookAgain(root)));
    },
    dispose() {
      clearInterval(ages);
      retries.dispose();
      clearTimeout(redrawing);
      clearTimeout(drawingOther);
      gateWatch.dispose();
      attending?.dispose();
      facts.dispose();
      for (const timer of [...watches.values(), ...redraws]) clearTimeout(timer);
      changes.dispose();
    },
    getTreeItem: ({ item }) => item,
    getParent: ({ parent }) => parent,
    async getChildren(node) {
      if (node === undefined) return [...(await rootsNow())];
      const known = shown;
      const stale = shown.has(node) ? undefined : await node.kept?.stale();
      if (stale !== undefined && !shown.has(node) && shown === known) {
        const rows = stale.map((row) => ({ ...row, parent: node }));
        shown.set(node, rows);
        if (node.item.id !== undefined) drawn.set(node.item.id, node);
        inBackground(log, () => lookAgain(node));
        return rows;
      }
      listedAt.set(node, performance.now());
      const listing = listed.get(node) ?? (await listOfNow(node));
      // The window reads the rows of the other connection next.
      if (listing === undefined || shown !== known) return [];
      const { rows, againAfterMs } = listing;
      listed.delete(node);
      shown.set(node, rows);
      missing.show(
        node.item.id ?? '',
        rows.flatMap((row) => row.missing ?? []),
      );
      // What is known of runs may have been read while they were listed.
      for (const row of rows) Object.assign(row.item, row.look?.());
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

/** Given once. */
function openSignal() {
  let give: () => void = () => undefined;
  const given = new Promise<undefined>((resolve) => {
    give = () => resolve(undefined);
  });
  return { given, give };
}

/** Selects an S3 object in the view; false when it does not exist. */
export function objectRevealer(tree: ExplorerTree, view: vscode.TreeView<ExplorerNode>) {
  return async (bucket: string, key: string): Promise<boolean> => {
    const node = await tree.findObject(bucket, key);
    if (node !== undefined) await view.reveal(node, { select: true, focus: true });
    return node !== undefined;
  };
}

/** The rows listed now, reusing and updating the known objects; `changed`: the reused ones that look different. */
function merged(before: readonly ExplorerNode[], now: readonly ExplorerNode[]) {
  const known = new Map(before.map((row) => [row.item.id ?? looksOf(row), row]));
  const changed: ExplorerNode[] = [];
  const rows = now.map((row) => {
    const looks = looksOf(row);
    const same = known.get(row.item.id ?? looks);
    if (same === undefined) return row;
    if (looksOf(same) !== looks) changed.push(same);
    return Object.assign(same, row);
  });
  return { rows, changed };
}

/** Everything that VS Code draws or runs of a row. */
const looksOf = ({ item }: ExplorerNode): string =>
  JSON.stringify([
    item.id,
    item.label,
    item.description,
    item.tooltip,
    item.contextValue,
    item.iconPath,
    item.command,
  ]);

/** Row ids of the folders above an object and of the object itself; of a prefix, down to itself. */
function idsAlong(bucket: string, key: string): readonly string[] {
  const ends = [...key.matchAll(/\//g)].map(({ index }) => key.slice(0, index + 1));
  const whole = key === '' || key.endsWith('/') ? ends : [...ends, key];
  return whole.map((part) => `object:${bucket}/${part}`);
}
