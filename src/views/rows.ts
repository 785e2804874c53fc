import * as vscode from 'vscode';
import { asCommand } from '../contributions/runCommand.ts';
import type { CommandId } from '../contributions/commandIds.ts';
import type { Session } from '../runs/session.ts';

/**
 * A row of the tree: what it shows, the names that commands read from it, and how to list its children. A row's id identifies it across
 * refreshes.
 */
export interface ExplorerNode {
  readonly item: vscode.TreeItem;
  readonly trainingJobName?: string;
  readonly endpointName?: string;
  /** Of an object, or of a prefix or bucket, which ends in '/'. */
  readonly s3Uri?: string;
  /** The rows of the first `pageCount` pages; if more follow, the last row loads them. */
  readonly children?: (session: Session, pageCount: number) => Promise<readonly ExplorerNode[]>;
  /** Rows that need no request: shown first where the list is not known yet, and beside the failure of the list. */
  readonly kept?: KeptRows;
  /** The IAM action for want of which the list failed. */
  readonly missing?: string;
  /** The row loads one more page of its parent. */
  readonly isLoadMore?: boolean;
  readonly parent?: ExplorerNode;
  /** How the row looks now, if that changes between two listings: with the time, or with what is known of its run. */
  readonly look?: () => RowLook;
  /** Its status will change by itself, so the list is polled. */
  readonly isMoving?: boolean;
}

export interface KeptRows {
  /** As listed last, marked as such; undefined when they never were. */
  readonly stale: () => Promise<readonly ExplorerNode[] | undefined>;
  readonly withFailure: () => Promise<readonly ExplorerNode[]>;
  /** Keeps what was listed for the next window. */
  readonly keep: (connectionId: string, rows: readonly ExplorerNode[]) => Promise<void>;
}

type RowLook = Pick<vscode.TreeItem, 'label' | 'description' | 'contextValue'>;

export const pageSize = 100;

/** A tree item with a ThemeIcon. */
export const itemOf = (
  label: string,
  icon: string | vscode.ThemeIcon,
  more: Omit<vscode.TreeItem, 'label' | 'iconPath'>,
): vscode.TreeItem =>
  Object.assign(new vscode.TreeItem(label, more.collapsibleState), more, {
    iconPath: typeof icon === 'string' ? new vscode.ThemeIcon(icon) : icon,
  });

/** Adds the row that loads more. */
export function withLoadMore(
  parentId: string,
  rows: readonly ExplorerNode[],
  hasMore: boolean,
): ExplorerNode[] {
  if (!hasMore) return [...rows];
  const title = vscode.l10n.t('Load more…');
  const item = itemOf(title, 'ellipsis', {
    id: `more:${parentId}`,
    command: asCommand('loadMore', title, parentId),
  });
  return [...rows, { item, isLoadMore: true }];
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/** The first `pageCount` pages of a list, and whether more follow. */
export async function firstPages<T>(
  pageCount: number,
  next: (nextToken: string | undefined) => Promise<Page<T>>,
): Promise<{ readonly items: readonly T[]; readonly hasMore: boolean }> {
  const items: T[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < pageCount && (page === 0 || nextToken !== undefined); page += 1) {
    const answer = await next(nextToken);
    for (const item of answer.items) items.push(item);
    ({ nextToken } = answer);
  }
  return { items, hasMore: nextToken !== undefined };
}

/** The row of an empty list: its action comes first, because a narrow view truncates the sentence. */
export const invitation = (
  icon: string,
  act: string,
  sentence: string,
  command: CommandId,
): ExplorerNode => ({
  item: itemOf(act, icon, { description: sentence, tooltip: sentence, command: asCommand(command, act) }),
});
