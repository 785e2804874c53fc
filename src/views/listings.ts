import type { OpenSession } from '../runs/session.ts';
import { errorRows } from './explorerNodes.ts';
import { retryAfterMs } from '../platform/pace.ts';
import type { ExplorerNode } from './rows.ts';

export const shortestWaitMs = 1000;
export const longestWaitMs = 60_000;

export interface Listing {
  readonly rows: readonly ExplorerNode[];
  /** When to list again; undefined: only at a refresh. */
  readonly againAfterMs: number | undefined;
}

/** Lists the rows below a tree node, as many pages as were requested. */
export function openListings(openSession: OpenSession, inBackground: (work: () => Promise<void>) => void) {
  /** Failures of a node in a row; a refresh resets them. */
  let failures = new WeakMap<ExplorerNode, number>();
  /** Number of pages shown of a list, by row id; 1 by default. */
  const pageCounts = new Map<string, number>();
  const pagesOf = ({ item }: ExplorerNode) => pageCounts.get(item.id ?? '') ?? 1;
  const showMore = (node: ExplorerNode) => void pageCounts.set(node.item.id ?? '', pagesOf(node) + 1);
  const childrenOf = async (node: ExplorerNode): Promise<Listing> => {
    const session = await openSession();
    const children = (await node.children?.(session, pagesOf(node))) ?? [];
    const { kept } = node;
    if (kept !== undefined) inBackground(() => kept.keep(session.connectionId, children));
    const isMoving = children.some((child) => child.isMoving === true);
    return {
      rows: children.map((child) => ({ ...child, parent: node })),
      againAfterMs: isMoving ? Math.max(session.pollIntervalMs, shortestWaitMs) : undefined,
    };
  };
  return {
    showMore,
    /** Never throws: a failure becomes a row. */
    list: async (node: ExplorerNode): Promise<Listing> => {
      try {
        const listing = await childrenOf(node);
        failures.delete(node);
        return listing;
      } catch (error) {
        const count = (failures.get(node) ?? 0) + 1;
        failures.set(node, count);
        const kept = (await node.kept?.withFailure()) ?? [];
        const rows = [...kept, ...(await errorRows(error))];
        return {
          rows: rows.map((row) => ({ ...row, parent: node })),
          againAfterMs: retryAfterMs(count),
        };
      }
    },
    /** Resets the delays after failures. */
    beginAnew: () => {
      failures = new WeakMap();
    },
    /** Shows first pages again. */
    forget: () => pageCounts.clear(),
    /** The row with this id below a node, on any page; the pages up to it are shown from then on. */
    find: async (node: ExplorerNode, id: string): Promise<ExplorerNode | undefined> => {
      for (;;) {
        const { rows } = await childrenOf(node);
        const found = rows.find(({ item }) => item.id === id);
        if (found !== undefined || rows.at(-1)?.isLoadMore !== true) return found;
        showMore(node);
      }
    },
  };
}
