import { basename } from 'node:path';
import type * as vscode from 'vscode';
import type { Engine } from '../../../data/engine/calls.ts';
import { wholeTable } from '../../../data/shapes/gridView.ts';
import { inBackground } from '../../../platform/background.ts';
import { isCancelled } from '../../../platform/cancellation.ts';
import { failedAt, fileSize } from '../../host/tableFailure.ts';
import type { TableState } from '../contract.ts';

interface ReaderOptions {
  readonly engine: Pick<Engine, 'openGridView'>;
  readonly log: Pick<vscode.LogOutputChannel, 'error'>;
  readonly path: string;
  readonly show: (state: TableState) => void;
}

/** Reads a table until its rows can be shown. */
export interface Reader {
  readonly read: () => Promise<void>;
  readonly cancel: () => void;
  /** The file on disk changed: marks what was read as stale, and retries what failed. */
  readonly changed: (why: 'changed' | 'deleted') => void;
}

export const unread = (path: string): TableState => ({ kind: 'loading', fileName: basename(path) });

export function openReader({ engine, log, path, show }: ReaderOptions): Reader {
  let state = unread(path);
  let reading: AbortController | undefined;
  const set = (next: TableState) => {
    state = next;
    show(next);
  };
  const read = async () => {
    reading?.abort();
    const { signal } = (reading = new AbortController());
    const isLast = () => reading?.signal === signal;
    const before = state;
    const file = { fileName: basename(path), ...(await fileSize(path)) };
    if (!isLast()) return;
    set(before.kind === 'ready' ? { ...before, isReading: true } : { kind: 'loading', ...file });
    try {
      const { rowCount, sha256 } = await engine.openGridView(
        { path, view: wholeTable },
        {
          signal,
          onProgress: (progress) => {
            if (isLast() && (state.kind === 'ready' || state.kind === 'loading')) set({ ...state, progress });
          },
        },
      );
      if (isLast()) set({ kind: 'ready', ...file, rowCount, sha256, readAt: new Date().toISOString() });
    } catch (error) {
      if (!isLast()) return;
      if (isCancelled(error)) return set(before.kind === 'ready' ? before : { kind: 'cancelled', ...file });
      log.error(error instanceof Error ? error : String(error));
      set({ kind: 'failed', ...file, ...(await failedAt(path, error)) });
    }
  };
  return {
    read,
    cancel: () => reading?.abort(),
    changed: (why) => {
      if (state.kind === 'ready') set({ ...state, stale: why });
      else if (state.kind === 'failed' && why === 'changed') inBackground(log, read);
    },
  };
}
