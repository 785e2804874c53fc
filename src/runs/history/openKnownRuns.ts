import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inOrder } from '../inOrder.ts';
import { runsFolder, unknownConnection } from '../runRecords.ts';
import type { RebuildOptions } from './history.ts';
import { knownConnections } from './knownConnections.ts';
import { changedAt, knownRunSchema, readRunFolder } from './runFolder.ts';
import type { ConnectionsByHash, KnownRun } from './runFolder.ts';
import { listRunFolders, sweepRemovedRuns } from './runFolders.ts';
import { indexName, openRunsIndex } from './runsIndex.ts';
import type { IndexChange, IndexContents } from './runsIndex.ts';

/** What is known of every run's folder: the index, brought up to date with the folders when it is opened. */
export interface AllKnownRuns {
  all(signal?: AbortSignal): Promise<IndexContents>;
  /** Reads one run's folder again. */
  readAgain(run: string): Promise<void>;
  rebuild(options?: RebuildOptions): Promise<void>;
  dispose(): void;
}

const foldersAtOnce = 16;
const timesAtOnce = 8;
/** A run changes less often than this in a row while it is read. */
const mostReads = 5;

/** `onChanged` is called after changes by other windows. */
export function openKnownRuns(storageFolder: string, onChanged: () => void): AllKnownRuns {
  const runs = runsFolder(storageFolder);
  const index = openRunsIndex(storageFolder);
  const closing = new AbortController();
  const pending = new Set<Promise<void>>();
  let opening: Promise<void> | undefined;
  /** What listeners know of: changes of this window are announced by whoever makes them. */
  let announced: IndexContents | undefined;
  const announce = async () => {
    const now = await index.read();
    const isNew = now !== announced;
    announced = now;
    return isNew;
  };

  const readAgain = async (run: string) => {
    const connections = await knownConnections(storageFolder);
    for (let reads = 1; reads <= mostReads; reads += 1) {
      const found = await readRunFolder(storageFolder, run, connections);
      const before = (await index.read())?.runs.get(run);
      await index.append(changesBetween(run, before, found));
      if ((await changedAt(join(runs, run))) === found?.at) break;
    }
    for (const other of await index.compact()) await readAgain(other);
    await announce();
  };
  const rebuild = async ({ signal, onProgress }: RebuildOptions) => {
    const folders = await listRunFolders(runs);
    const connections = await knownConnections(storageFolder);
    const found: KnownRun[] = [];
    let done = 0;
    const reading = inOrder(folders, foldersAtOnce, async (run) => {
      signal?.throwIfAborted();
      return readRunFolder(storageFolder, run, connections, signal);
    });
    for await (const one of reading) {
      if (one !== undefined) found.push(one);
      onProgress?.((done += 1) / folders.length);
    }
    await index.replace(found);
    // What changed while it was read.
    await takeUpFolders(signal);
    await takeUpChanges(signal);
  };
  /** Reads these folders and appends what has changed. */
  const takeUp = async (folders: readonly string[], connections: ConnectionsByHash, signal?: AbortSignal) => {
    const known = (await index.read())?.runs;
    const changes: IndexChange[] = [];
    const reading = inOrder(folders, foldersAtOnce, async (run) => {
      signal?.throwIfAborted();
      const found = await readRunFolder(storageFolder, run, connections, signal);
      return changesBetween(run, known?.get(run), found);
    });
    for await (const found of reading) for (const change of found) changes.push(change);
    await index.append(changes);
    // What changed while it was read.
    for (const change of changes)
      if ('at' in change && (await changedAt(join(runs, change.run))) !== change.at)
        await readAgain(change.run);
  };
  /** Takes up folders that came or went without a line in the index: by a window that ended, or one of an earlier version. */
  const takeUpFolders = async (signal?: AbortSignal) => {
    const known = (await index.read())?.runs ?? new Map<string, KnownRun>();
    const folders = await listRunFolders(runs);
    const connections = await knownConnections(storageFolder);
    const isNew = (run: string) => {
      const [connection = ''] = run.split('/');
      const id = known.get(run)?.row?.connectionId;
      return !known.has(run) || (id === unknownConnection(connection) && connections.has(connection));
    };
    const there = new Set(folders);
    const gone = [...known.keys()].filter((run) => !there.has(run));
    await takeUp([...folders.filter(isNew), ...gone], connections, signal);
  };
  /** Takes up folders whose files have changed without a line in the index. */
  const takeUpChanges = async (signal?: AbortSignal) => {
    const known = (await index.read())?.runs ?? new Map<string, KnownRun>();
    const stale: string[] = [];
    const looking = inOrder([...known.values()], timesAtOnce, async ({ run, at }) => {
      signal?.throwIfAborted();
      return at === (await changedAt(join(runs, run))) ? undefined : run;
    });
    for await (const run of looking) if (run !== undefined) stale.push(run);
    if (stale.length > 0) await takeUp(stale, await knownConnections(storageFolder), signal);
  };
  const open = async () => {
    await mkdir(storageFolder, { recursive: true });
    await sweepRemovedRuns(runs).catch(() => undefined);
    const { signal } = closing;
    const isThere = (await index.read()) !== undefined;
    await (isThere ? takeUpFolders(signal) : rebuild({ signal }));
    await announce();
    const lookForChanges = async () => {
      if (await announce()) onChanged();
    };
    watchIndex(storageFolder, signal, () => void lookForChanges().catch(() => undefined));
    // The time of every folder takes a while on some disks: the list does not wait for it.
    if (isThere)
      void takeUpChanges(signal)
        .then(lookForChanges)
        .catch(() => undefined);
  };
  const opened = () => {
    if (opening !== undefined) return opening;
    const now = open();
    // The next call tries again.
    now.catch(() => (opening = undefined));
    return (opening = now);
  };
  return {
    async all(signal) {
      await untilAborted(opened(), signal);
      await untilAborted(Promise.all(pending), signal);
      const contents = await index.read();
      if (contents !== undefined) return contents;
      // Someone removed it.
      await rebuild({ signal });
      return (await index.read()) ?? { runs: new Map() };
    },
    async readAgain(run) {
      const reading = opened().then(() => readAgain(run));
      const settled = reading.catch(() => undefined);
      pending.add(settled);
      try {
        await reading;
      } finally {
        pending.delete(settled);
      }
    },
    async rebuild(options = {}) {
      await untilAborted(opened(), options.signal);
      await rebuild(options);
      await announce();
    },
    dispose: () => closing.abort(),
  };
}

/** What to append: nothing when nothing has changed. */
function changesBetween(
  run: string,
  before: KnownRun | undefined,
  now: KnownRun | undefined,
): readonly IndexChange[] {
  if (now === undefined) return before === undefined ? [] : [{ run, isGone: true }];
  // As a line of the index is read.
  const isSame = before !== undefined && JSON.stringify(knownRunSchema.parse(now)) === JSON.stringify(before);
  return isSame ? [] : [now];
}

/** Calls back when another window may have written to the index. Where the system cannot watch it, runs are looked up when listed. */
function watchIndex(storageFolder: string, signal: AbortSignal, onWritten: () => void): void {
  try {
    const watcher = watch(storageFolder, { persistent: false, signal }, (_, name) => {
      if (name === indexName) onWritten();
    });
    watcher.on('error', () => watcher.close());
  } catch {
    // Too many folders are watched already, for instance.
  }
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
