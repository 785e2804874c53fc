import type * as vscode from 'vscode';
import type { Engine } from '../../../data/engine/calls.ts';
import type { EstimatedProgress } from '../../../data/shapes/progress.ts';
import type { Profile } from '../../../data/shapes/profile.ts';
import { noEdits, readingOf } from '../../../data/shapes/tableEdits.ts';
import type { TableEdits } from '../../../data/shapes/tableEdits.ts';
import { inBackground } from '../../../platform/background.ts';
import { isCancelled } from '../../../platform/cancellation.ts';
import { failedAt, fileSize } from '../../host/tableFailure.ts';
import type { DataFailed, DataReady, DataState } from '../contract.ts';
import type { Kept, KeptEdits } from '../../host/keptEdits.ts';
import { shownProfile } from './shownProfile.ts';
import type { TableSource } from './tableSource.ts';

interface ReaderOptions {
  readonly engine: Pick<Engine, 'profile'>;
  readonly log: Pick<vscode.LogOutputChannel, 'error'>;
  readonly source: TableSource;
  readonly kept: KeptEdits;
}

/** What the page shows of the table: columns from this one on, related to a target. */
interface Turn {
  readonly firstColumn: number;
  readonly target?: string | undefined;
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
  /** Shows another page of columns. */
  readonly turn: (page: Turn, signal: AbortSignal) => Promise<void>;
  /** Reads it with the edits that are kept, where these are no longer the ones of what is shown. */
  readonly follow: () => Promise<void>;
  readonly cancel: () => void;
  /** The file on disk changed: marks what was read as stale, and retries what failed. */
  readonly changed: (why: 'changed' | 'deleted') => void;
}

export function openReader({ engine, log, source, kept }: ReaderOptions): Reader {
  const { fileName, s3Uri } = source;
  const place = s3Uri === undefined ? {} : { s3Uri };
  let reading: AbortController | undefined;
  let state: DataState = { kind: 'loading', fileName, ...place };
  /** Of the reading that is under way, or of the last one. */
  let wanted: Kept = { edits: noEdits };
  let firstColumn = 0;
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
  /** Shows partial results until the table is read. `isAnew`: looks up the current version of the table. */
  const look = async (wanted: Kept, signal: AbortSignal, isAnew = false): Promise<DataReady> => {
    signal.throwIfAborted();
    const ready = (profile: Profile): DataReady => ({
      kind: 'ready',
      profile: shownProfile(profile),
      readAt: new Date().toISOString(),
      ...place,
      ...wanted,
    });
    const onPartial = (profile: Profile) => {
      if (isLast(signal)) show({ ...ready(profile), isPartial: true, ...progressOf(state) });
    };
    const onProgress = (progress: EstimatedProgress) => {
      if (isLast(signal) && (state.kind === 'ready' || state.kind === 'loading'))
        show({ ...state, progress });
    };
    const path = (isAnew ? undefined : source.path()) ?? (await source.locate({ signal, onProgress }));
    const request = { path, ...readingOf(wanted.edits) };
    const target = targetOf(wanted);
    const profile = await engine.profile(
      { ...request, firstColumn, target },
      { signal, onPartial, onProgress },
    );
    if (hasColumns(profile) && (target === undefined || hasTarget(profile, target))) return ready(profile);
    // Its columns are others than before.
    firstColumn = 0;
    return ready(await engine.profile(request, { signal }));
  };
  const failed = async (wanted: Kept, error: unknown): Promise<DataFailed> => {
    log.error(error instanceof Error ? error : String(error));
    return { kind: 'failed', ...(await facts()), ...wanted, ...(await failedAt(source.path(), error)) };
  };
  const facts = async () => ({ fileName, ...place, ...(await fileSize(source.path())) });
  /** Whether a part of this reading is shown already. */
  const isShown = (of: Kept) =>
    state.kind === 'ready' && state.edits === of.edits && state.isPartial === true;
  const read = async () => {
    const before = state;
    const signal = begin();
    const file = await facts();
    show(before.kind === 'ready' ? { ...before, isReading: true } : { kind: 'loading', ...file });
    try {
      wanted = await kept.current();
      show(await look(wanted, signal, true));
    } catch (error) {
      if (!isLast(signal)) return;
      if (!isCancelled(error)) return show(await failed(wanted, error));
      if (isShown(wanted)) show(atRest(state));
      else show(before.kind === 'ready' ? atRest(before) : { kind: 'cancelled', ...file });
    }
  };
  const edit = async (next: Kept, keep: (edits: TableEdits) => Promise<void>) => {
    const [before, last] = [state, wanted];
    const signal = begin();
    wanted = next;
    show(before.kind === 'ready' ? { ...before, isReading: true } : { kind: 'loading', fileName, ...place });
    try {
      const ready = await look(next, signal);
      await keep(next.edits);
      show(ready);
    } catch (error) {
      if (!isLast(signal)) return;
      if (isCancelled(error) && isShown(next)) {
        await keep(next.edits);
        return show(atRest(state));
      }
      // More than one option may have to change before a refused file can be read: they are kept.
      if (before.kind === 'failed' && !isCancelled(error)) return show(await failed(next, error));
      wanted = last;
      show(atRest(before));
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
    edit: async (edits) => {
      if (state.kind !== 'ready' || !isSame(readingOf(edits), readingOf(wanted.edits)))
        return edit({ ...wanted, edits }, kept.keep);
      // How the table is used is no matter of reading it.
      await kept.keep(edits);
      wanted = { ...wanted, edits };
      show({ ...state, edits });
    },
    turn: async ({ firstColumn: next, target = targetOf(wanted) }, signal) => {
      const shown = wanted;
      if (target !== undefined && target !== targetOf(shown)) {
        kept.chooseTarget(target);
        wanted = { ...shown, target };
        if (state.kind === 'ready') show({ ...state, target });
      }
      const about = wanted;
      const path = source.path();
      if (path === undefined) return;
      const request = { path, ...readingOf(about.edits), firstColumn: next, target };
      const profile = await engine.profile(request, { signal });
      if (state.kind !== 'ready' || wanted !== about) return;
      firstColumn = next;
      show({ ...state, profile: shownProfile(profile) });
    },
    follow: async () => {
      const now = await kept.current();
      if (isSame(now, wanted)) return;
      const isReadAlike =
        isSame(readingOf(now.edits), readingOf(wanted.edits)) && targetOf(now) === targetOf(wanted);
      if (state.kind !== 'ready' || !isReadAlike) return edit(now, async () => undefined);
      wanted = now;
      show({ ...state, ...now });
    },
    cancel: () => reading?.abort(),
    changed: (why) => {
      if (state.kind === 'ready') show({ ...state, stale: why });
      else if (state.kind === 'failed' && why === 'changed') inBackground(log, read);
    },
  };
}

const targetOf = ({ target, experiment }: Kept): string | undefined => target ?? experiment?.target;

const hasColumns = ({ columns, columnCount }: Profile) => columns.length > 0 || columnCount === 0;

const hasTarget = ({ columns, targetCandidates }: Profile, target: string) =>
  targetCandidates.includes(target) || columns.some(({ name }) => name === target);

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

const progressOf = (state: DataState) =>
  'progress' in state && state.progress !== undefined ? { progress: state.progress } : {};

/** The state once nothing is being read. */
function atRest(state: DataState): DataState {
  if (state.kind !== 'ready') return state;
  const { progress: _, isReading: __, isPartial: ___, ...rest } = state;
  return rest;
}
