import type * as vscode from 'vscode';
import { views } from '../contributions/ids.ts';
import { runCommand } from '../contributions/runCommand.ts';
import { forUser } from '../platform/background.ts';
import type { ExplorerNode } from './rows.ts';
import type * as s3Bundle from './s3Tree.ts';

type Bundle = Pick<typeof s3Bundle, 'dropOf' | 'setDragged' | 'receive' | 'uploadReceived'>;

/** Files that are dropped on a bucket or prefix are uploaded there, rows of the tree move there, and rows open in the editor area. */
export function createDragAndDrop(
  log: Parameters<typeof forUser>[0],
  bundle: () => Promise<Bundle>,
  moveInto: (s3Uris: readonly string[], into: string) => Promise<void>,
): vscode.TreeDragAndDropController<ExplorerNode> {
  return {
    dragMimeTypes: ['text/uri-list'],
    // `files`: of the desktop, in a browser.
    dropMimeTypes: ['text/uri-list', 'files', `application/vnd.code.tree.${views.explorer.toLowerCase()}`],
    handleDrag: async (rows, data) => (await bundle()).setDragged(rows, data),
    handleDrop: async (row, data) => {
      const into = row?.s3Uri;
      if (into === undefined) return;
      const loaded = await bundle();
      const drop = await loaded.dropOf(data);
      // The window forgets what was dropped when this ends.
      const received =
        drop.kind === 'receive' ? await shown(log, () => loaded.receive(drop.files)) : undefined;
      forUser(log, async () => {
        if (drop.kind === 'upload') await runCommand('uploadHere', { s3Uri: into, files: [...drop.files] });
        if (drop.kind === 'move') await moveInto(drop.s3Uris, into);
        if (received !== undefined) await loaded.uploadReceived(received, into);
      });
    },
  };
}

/** The result; undefined where the work fails, which is shown, or is cancelled. */
async function shown<T>(log: Parameters<typeof forUser>[0], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    forUser(log, () => Promise.reject(error));
    return undefined;
  }
}
