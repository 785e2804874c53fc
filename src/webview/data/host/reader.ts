import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type * as vscode from 'vscode';
import type { Engine } from '../../../data/engine/calls.ts';
import { noEdits, readingOf } from '../../../data/shapes/tableEdits.ts';
import type { TableEdits } from '../../../data/shapes/tableEdits.ts';
import { inBackground } from '../../../platform/background.ts';
import { isCancelled } from '../../../platform/cancellation.ts';
import { explain } from '../../../platform/messages.ts';
import { failureMessage } from '../../host/connectPage.ts';
import type { DataFailed, DataReady, DataState } from '../contract.ts';
import type { KeptEdits } from './edits.ts';
import { linesAround } from './excerpt.ts';
import { shownProfile } from './shownProfile.ts';

interface ReaderOptions {
  readonly engine: Pick<Engine, 'profile'>;
  readonly log: Pick<vscode.LogOutputChannel, 'error'>;
  readonly path: string;
  readonly kept: KeptEdits;
}

/** Reads a table and keeps what is known of it. */
export interface Reader {
  readonly state: () => DataState;
  readonly onState: (listen: (state: DataState) => void) => void;
  /** The edits that what is shown was read with. */
  readonly edits: () => TableEdits;
  /** Reads the table as it is now, with the edits that are kept. */
  readonly read: () => Promise<void>;
  /**
   * Reads it with other edits. What was shown stays until it is read; a table that cannot be read so is shown as before, and the
   * failure is thrown.
   */
  readonly edit: (edits: TableEdits) => Promise<void>;
  /** Reads it with the edits that are kept, where these are no longer the ones of what is shown. */
  readonly follow: () => Promise<void>;
  readonly cancel: () => void;
  /** The file on disk is another one: what was read is marked, what could not be read is tried again. */
  readonly changed: (why: 'changed' | 'deleted') => void;
}

export function openReader({ engine, log, path, kept }: ReaderOptions): Reader {
  const fileName = basename(path);
  let reading: AbortController | undefined;
  let state: DataState = { kind: 'loading', fileName };
  /** Of the reading that is under way, or of the last one. */
  let wanted = noEdits;
  let listener: (state: DataState) => void = () => undefined;
  const show = (next: DataState) => {
    state = next;
    listener(state);
  };
  const begin = () => {
    reading?.abort();
    return (reading = new AbortController()).signal;
  };
  /** Whether no newer reading has replaced it. */
  const isLast = (signal: AbortSignal) => reading?.signal === signal;
  const editedBy = (edits: TableEdits) => ({
    edits,
    ...(kept.experiment === undefined ? {} : { experiment: kept.experiment }),
  });
  const look = async (edits: TableEdits, signal: AbortSignal): Promise<DataReady> => {
    signal.throwIfAborted();
    const profile = await engine.profile({ path, ...readingOf(edits) }, { signal });
    const readAt = new Date().toISOString();
    return { kind: 'ready', profile: shownProfile(profile), readAt, ...editedBy(edits) };
  };
  const failed = async (edits: TableEdits, error: unknown): Promise<DataFailed> => {
    log.error(error instanceof Error ? error : String(error));
    return {
      kind: 'failed',
      ...(await fileFacts(path)),
      ...editedBy(edits),
      ...(await failedAt(path, error)),
    };
  };
  const read = async () => {
    const signal = begin();
    const file = await fileFacts(path);
    show({ kind: 'loading', ...file });
    try {
      wanted = await kept.current();
      show(await look(wanted, signal));
    } catch (error) {
      if (!isLast(signal)) return;
      show(isCancelled(error) ? { kind: 'cancelled', ...file } : await failed(wanted, error));
    }
  };
  const edit = async (edits: TableEdits, keep: (edits: TableEdits) => Promise<void>) => {
    const before = state;
    const signal = begin();
    wanted = edits;
    show(before.kind === 'ready' ? { ...before, isReading: true } : { kind: 'loading', fileName });
    try {
      const next = await look(edits, signal);
      await keep(edits);
      show(next);
    } catch (error) {
      if (!isLast(signal)) return;
      // More than one option may have to change before a refused file can be read: they are kept.
      if (before.kind === 'failed' && !isCancelled(error)) return show(await failed(edits, error));
      wanted = 'edits' in before ? before.edits : noEdits;
      show(before);
      throw error;
    }
  };
  return {
    state: () => state,
    edits: () => ('edits' in state ? state.edits : noEdits),
    onState: (listen) => {
      listener = listen;
    },
    read,
    edit: (edits) => edit(edits, kept.keep),
    follow: async () => {
      const now = await kept.current();
      if (JSON.stringify(now) !== JSON.stringify(wanted)) await edit(now, async () => undefined);
    },
    cancel: () => reading?.abort(),
    changed: (why) => {
      if (state.kind === 'ready') show({ ...state, stale: why });
      else if (state.kind === 'failed' && why === 'changed') inBackground(log, read);
    },
  };
}

async function fileFacts(path: string) {
  const sizeBytes = (await stat(path).catch(() => undefined))?.size;
  return { fileName: basename(path), ...(sizeBytes === undefined ? {} : { sizeBytes }) };
}

/** The failure and, where it names a line, the lines around it. */
async function failedAt(path: string, error: unknown): Promise<Pick<DataFailed, 'failure' | 'excerpt'>> {
  const failure = failureMessage(error);
  const place = explain(error).remedies.find((remedy) => remedy.kind === 'openFile');
  if (place === undefined || place.line <= 1) return { failure };
  return { failure, excerpt: await linesAround(path, place.line).catch(() => []) };
}
