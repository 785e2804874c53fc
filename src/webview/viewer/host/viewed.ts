import { basename } from 'node:path';
import type * as vscode from 'vscode';
import type { CallOptions } from '../../../data/engine/calls.ts';
import { inBackground } from '../../../platform/background.ts';
import { isCancelled } from '../../../platform/cancellation.ts';
import { originOf } from '../../../runs/s3Tables.ts';
import { failureMessage } from '../../host/connectPage.ts';
import { fileSize } from '../../host/tableFailure.ts';
import type { ViewedFile, ViewerState } from '../contract.ts';
import type { ViewerServices } from './page.ts';

interface Viewed {
  readonly read: () => Promise<void>;
  readonly cancel: () => void;
  /** The file on disk changed: marks what was read as stale, and retries what failed. */
  readonly changed: (why: 'changed' | 'deleted') => void;
}

/** Reads what a viewer shows of a file. */
export function openViewed({
  engine,
  log,
  path,
  kind,
  show,
}: {
  readonly engine: ViewerServices['engine'];
  readonly log: Pick<vscode.LogOutputChannel, 'error'>;
  readonly path: string;
  readonly kind: 'records' | 'artifact';
  readonly show: (state: ViewerState) => void;
}): Viewed {
  let state: ViewerState = { kind: 'loading', fileName: basename(path) };
  let reading: AbortController | undefined;
  const set = (next: ViewerState) => {
    state = next;
    show(next);
  };
  const found = async (file: ViewedFile, how: Watched) =>
    kind === 'records'
      ? ({ ...file, kind, readAt: now(), facts: await engine.describeRecords({ path }, how) } as const)
      : ({ ...file, kind, readAt: now(), facts: await engine.describeArtifactFile({ path }, how) } as const);
  const read = async () => {
    reading?.abort();
    const { signal } = (reading = new AbortController());
    const isLast = () => reading?.signal === signal;
    const s3Uri = await originOf(path).catch(() => undefined);
    const origin = s3Uri === undefined ? {} : { s3Uri };
    const file = { fileName: basename(path), ...origin, ...(await fileSize(path)) };
    if (!isLast()) return;
    set({ kind: 'loading', ...file });
    try {
      const onProgress: Watched['onProgress'] = (progress) => {
        if (isLast() && state.kind === 'loading') set({ kind: 'loading', ...file, progress });
      };
      const next = await found(file, { signal, onProgress });
      if (isLast()) set(next);
    } catch (error) {
      if (!isLast()) return;
      if (isCancelled(error)) return set({ kind: 'cancelled', ...file });
      log.error(error instanceof Error ? error : String(error));
      set({ kind: 'failed', ...file, failure: failureMessage(error) });
    }
  };
  return {
    read,
    cancel: () => reading?.abort(),
    changed: (why) => {
      if (state.kind === 'records' || state.kind === 'artifact') set({ ...state, stale: why });
      else if (state.kind === 'failed' && why === 'changed') inBackground(log, read);
    },
  };
}

type Watched = Pick<CallOptions<never>, 'signal'> & Required<Pick<CallOptions<never>, 'onProgress'>>;

const now = () => new Date().toISOString();
