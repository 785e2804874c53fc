import * as vscode from 'vscode';
import type { RunRow } from '../data/shapes/runRow.ts';
import { againstPinned, mainMetricText } from '../platform/runMetric.ts';
import type { RunHistory } from '../runs/history/history.ts';

/** What the tree shows of a run beside its job's status. */
interface RunFact {
  readonly title: string;
  readonly isPinned: boolean;
  /** 'R² 0.957' and '+0.012 vs pinned' or 'pinned', as far as they are known. */
  readonly parts: readonly string[];
}

export interface RunFacts {
  /** As last read, at once: undefined for a run that is unknown or not read yet. */
  of(connectionId: string, trainingJobName: string): RunFact | undefined;
  dispose(): void;
}

/** Facts of the runs of this machine, read in the background; `onRead` is called whenever there are new ones. */
export function openRunFacts(
  history: Pick<RunHistory, 'rows' | 'onDidChange'>,
  onRead: () => void,
  inBackground: (work: () => Promise<void>) => void,
): RunFacts {
  let facts: ReadonlyMap<string, RunFact> | undefined;
  let reading = false;
  let isStale = false;
  const read = () => {
    isStale = true;
    if (reading) return;
    reading = true;
    inBackground(async () => {
      try {
        while (isStale) {
          isStale = false;
          facts = factsOf((await history.rows()).rows);
          onRead();
        }
      } finally {
        // Not read again with every row.
        facts ??= new Map();
        reading = false;
      }
    });
  };
  // Nothing is read before the tree shows a run.
  const changes = history.onDidChange(() => {
    if (facts !== undefined || reading) read();
  });
  return {
    of(connectionId, trainingJobName) {
      if (facts === undefined && !reading) read();
      return facts?.get(keyOf({ connectionId, trainingJobName }));
    },
    dispose: () => changes.dispose(),
  };
}

const keyOf = ({ connectionId, trainingJobName }: Pick<RunRow, 'connectionId' | 'trainingJobName'>) =>
  `${connectionId}\n${trainingJobName}`;

function factsOf(rows: readonly RunRow[]): ReadonlyMap<string, RunFact> {
  const pinned = new Map(rows.filter(({ isPinned }) => isPinned).map((run) => [run.experimentPath, run]));
  return new Map(
    rows.map((run) => {
      const other = pinned.get(run.experimentPath);
      const parts = [
        mainMetricText(run),
        run.isPinned ? vscode.l10n.t('pinned') : other && againstPinned(run, other),
      ].filter((part) => part !== undefined);
      return [keyOf(run), { title: run.title, isPinned: run.isPinned, parts }];
    }),
  );
}
