import { dirname } from 'node:path';
import type * as vscode from 'vscode';
import type { Engine } from '../../../data/engine/calls.ts';
import type { RunRow } from '../../../data/shapes/runRow.ts';
import { inBackground } from '../../../platform/background.ts';
import { datasetChange } from '../../../runs/datasetChange.ts';
import type { DatasetChange } from '../../../runs/datasetChange.ts';
import type { RunRecords } from '../../../runs/runRecords.ts';

export interface TableChangeServices {
  readonly engine: Pick<Engine, 'tableSha256'>;
  readonly records: Pick<RunRecords, 'find' | 'folderOf'>;
  readonly log: Pick<vscode.LogOutputChannel, 'error' | 'warn'>;
}

/** What has become of the tables that runs were trained on, as far as it has been looked up. */
export interface TableChanges {
  /** Undefined where the table is the same, and where it is not known yet. */
  readonly of: (run: RunRow) => DatasetChange | undefined;
  /** Tables that are still to be looked at. */
  readonly leftCount: () => number;
  /** Looks at the tables of these runs that have not been looked at, those in view first; a later call replaces the runs. */
  readonly lookAt: (runs: readonly RunRow[]) => void;
  /** Runs that the user sees: their tables come next. */
  readonly see: (runs: readonly RunRow[]) => void;
  /** Forgets what was found. */
  readonly forget: () => void;
}

/** How often what was found is reported. */
const reportMs = 300;

/** Runs of one experiment on a table of one hash have one answer. */
const keyOf = ({ experimentPath, datasetSha256 }: RunRow) => `${datasetSha256}\n${experimentPath}`;

/**
 * Looks at one table after the other, in the background: listing runs waits for none of it. A file of the size and time that it had is
 * not read. `onLooked` is called with whether others turned out to have changed, a few times a second, and after the last.
 */
export function openTableChanges(
  { engine, records, log }: TableChangeServices,
  signal: AbortSignal,
  onLooked: (hasNews: boolean) => void,
): TableChanges {
  let known = new Map<string, DatasetChange | undefined>();
  let pending = new Map<string, RunRow>();
  /** Keys of runs in view. */
  let urgent: string[] = [];
  let isWorking = false;
  let reportedAt = 0;
  const next = (): readonly [string, RunRow] | undefined => {
    for (let key = urgent.pop(); key !== undefined; key = urgent.pop()) {
      const run = pending.get(key);
      if (run !== undefined) return [key, run];
    }
    const [first] = pending;
    return first;
  };
  const isAdopted = ({ connectionId, trainingJobName, experimentPath }: RunRow) =>
    dirname(experimentPath) === records.folderOf(connectionId, trainingJobName);
  const changeOf = async (run: RunRow) => {
    const { connectionId, trainingJobName } = run;
    // A run of another machine names no table of this one.
    if (isAdopted(run)) return undefined;
    const record = await records.find(connectionId, trainingJobName);
    return record && datasetChange(engine, records, connectionId, record, signal);
  };
  const work = async () => {
    if (isWorking) return;
    isWorking = true;
    let hasNews = false;
    const report = () => {
      onLooked(hasNews);
      hasNews = false;
      reportedAt = performance.now();
    };
    for (let one = next(); one !== undefined && !signal.aborted; one = next()) {
      const [key, run] = one;
      const into = known;
      pending.delete(key);
      let change: DatasetChange | undefined;
      try {
        change = await changeOf(run);
      } catch (error) {
        if (signal.aborted) break;
        log.warn(`The table of ${run.trainingJobName} could not be looked at: ${String(error)}`);
      }
      into.set(key, change);
      hasNews ||= change !== undefined;
      if (hasNews && performance.now() - reportedAt > reportMs) report();
    }
    isWorking = false;
    if (!signal.aborted) report();
  };
  return {
    of: (run) => known.get(keyOf(run)),
    leftCount: () => pending.size,
    lookAt(runs) {
      pending = new Map();
      for (const run of runs) {
        const key = keyOf(run);
        if (!known.has(key) && !pending.has(key)) pending.set(key, run);
      }
      if (pending.size > 0) inBackground(log, work);
    },
    see(runs) {
      if (pending.size > 0) urgent = runs.map(keyOf).toReversed();
    },
    forget() {
      known = new Map();
    },
  };
}
