import type { OpenSession } from '../runs/session.ts';
import { errorRows } from './explorerNodes.ts';
import type { ExplorerNode } from './explorerNodes.ts';

/** What could not be listed is listed again by itself, after twice as long each time. */
const firstRetryAfterMs = 3000;
export const shortestWaitMs = 1000;
export const longestWaitMs = 60_000;

export interface Listing {
  readonly rows: readonly ExplorerNode[];
  /** When to list again; undefined: when something says that it changed. */
  readonly againAfterMs: number | undefined;
}

/** Lists the rows under a node of the tree, as many pages of them as were requested. */
export function openListings(openSession: OpenSession) {
  /** How long the next failure of a node waits; what someone refreshes begins anew. */
  let patience = new WeakMap<ExplorerNode, number>();
  /** How many pages of a list are shown, by the id of its row; 1 unless more were requested. */
  const pageCounts = new Map<string, number>();
  const pagesOf = ({ item }: ExplorerNode) => pageCounts.get(item.id ?? '') ?? 1;
  const showMore = (node: ExplorerNode) => void pageCounts.set(node.item.id ?? '', pagesOf(node) + 1);
  const childrenOf = async (node: ExplorerNode): Promise<Listing> => {
    const session = await openSession();
    const children = (await node.children?.(session, pagesOf(node))) ?? [];
    const isMoving = children.some((child) => child.isMoving === true);
    return {
      rows: children.map((child) => ({ ...child, parent: node })),
      againAfterMs: isMoving ? Math.max(session.pollIntervalMs, shortestWaitMs) : undefined,
    };
  };
  return {
    showMore,
    /** A failure is a row too. */
    list: async (node: ExplorerNode): Promise<Listing> => {
      try {
        const listing = await childrenOf(node);
        patience.delete(node);
        return listing;
      } catch (error) {
        const againAfterMs = patience.get(node) ?? firstRetryAfterMs;
        patience.set(node, Math.min(2 * againAfterMs, longestWaitMs));
        return { rows: errorRows(error), againAfterMs };
      }
    },
    /** What failed before is listed as soon as anything. */
    beginAnew: () => {
      patience = new WeakMap();
    },
    /** The row of this id under a node, on whichever page it is; the pages up to it are shown from then on. */
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
