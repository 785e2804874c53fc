import type * as vscode from 'vscode';
import { views } from '../contributions/ids.ts';
import { runCommand } from '../contributions/runCommand.ts';
import { forUser } from '../platform/background.ts';
import type { ExplorerNode } from './rows.ts';
import type * as s3Bundle from './s3Tree.ts';

/** Files that are dropped on a bucket or prefix are uploaded there, rows of the tree move there, and rows open in the editor area. */
export function createDragAndDrop(
  log: Parameters<typeof forUser>[0],
  bundle: () => Promise<Pick<typeof s3Bundle, 'dropOf' | 'setDragged'>>,
  moveInto: (s3Uris: readonly string[], into: string) => Promise<void>,
): vscode.TreeDragAndDropController<ExplorerNode> {
  return {
    dragMimeTypes: ['text/uri-list'],
    dropMimeTypes: ['text/uri-list', `application/vnd.code.tree.${views.explorer.toLowerCase()}`],
    handleDrag: async (rows, data) => (await bundle()).setDragged(rows, data),
    handleDrop: async (row, data) => {
      const into = row?.s3Uri;
      if (into === undefined) return;
      const drop = await (await bundle()).dropOf(data);
      forUser(log, async () => {
        if (drop.kind === 'upload') await runCommand('uploadHere', { s3Uri: into, files: [...drop.files] });
        if (drop.kind === 'move') await moveInto(drop.s3Uris, into);
      });
    },
  };
}
