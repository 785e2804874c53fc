import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { replaceFile } from '../files/writeFiles.ts';

/** A file without a path on this machine: dropped in a browser, or on a window whose extensions run elsewhere. */
export type DroppedFile = Pick<vscode.DataTransferFile, 'name' | 'data'>;

export const mostDroppedFiles = 100;
/** Each is in memory as a whole while it comes over. */
export const mostDroppedBytes = 256 * 2 ** 20;

export type Received =
  | { readonly kind: 'received'; readonly paths: readonly string[] }
  /** More than may be, or what the window cannot read, such as a folder. */
  | { readonly kind: 'refused'; readonly why: 'too-many' | 'too-large' | 'unreadable' };

/**
 * Brings dropped files to this machine, one after the other, so that they are uploaded as any other. `dispose` removes them. `report` is
 * called before each.
 */
export async function receiveDropped(
  files: readonly DroppedFile[],
  signal: AbortSignal,
  report: (name: string, index: number) => void,
  limitBytes = mostDroppedBytes,
): Promise<{ readonly received: Received; dispose(): Promise<void> }> {
  if (files.length > mostDroppedFiles) return refused('too-many');
  const folder = await mkdtemp(join(tmpdir(), 'linear-learner-dropped-'));
  const dispose = () => rm(folder, { recursive: true, force: true });
  const paths: string[] = [];
  let left = limitBytes;
  try {
    for (const [index, file] of files.entries()) {
      signal.throwIfAborted();
      report(file.name, index);
      const bytes = await file.data().then(
        (all) => all,
        () => undefined,
      );
      left -= bytes?.byteLength ?? 0;
      const isIn = bytes !== undefined && left >= 0;
      if (!isIn) {
        await dispose();
        return refused(bytes === undefined ? 'unreadable' : 'too-large');
      }
      // Files of one name may come from several folders.
      const own = join(folder, String(index));
      await mkdir(own);
      const path = join(own, ownName(file.name));
      await replaceFile(path, bytes);
      paths.push(path);
    }
    signal.throwIfAborted();
    return { received: { kind: 'received', paths }, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

const refused = (why: Extract<Received, { kind: 'refused' }>['why']) => ({
  received: { kind: 'refused', why } as const,
  dispose: async () => undefined,
});

/** The name without any path: it comes from elsewhere. */
function ownName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return /^\.{0,2}$/.test(last) ? 'file' : last;
}
