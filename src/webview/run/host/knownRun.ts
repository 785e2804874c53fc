import { inBackground } from '../../../platform/background.ts';
import { datasetChange } from '../../../runs/datasetChange.ts';
import type { DatasetChange } from '../../../runs/datasetChange.ts';
import type { RunFollowed } from '../contract.ts';
import type { RunPanelServices } from './page.ts';

type Facts = Pick<RunFollowed, 'own' | 'datasetChange'>;

interface KnownRun {
  /** As last read. */
  facts(): Facts;
  /** As the user renamed it. */
  title(): string | undefined;
  /** Looks again whether the table is still the same one. */
  check(): void;
  dispose(): void;
}

/** What this machine says of a run: pin, title and note as they are, and whether its table is still the one that it was trained on. */
export function openKnownRun(
  { history, records, engine, log }: Pick<RunPanelServices, 'history' | 'records' | 'engine' | 'log'>,
  { connectionId, trainingJobName }: Readonly<Record<'connectionId' | 'trainingJobName', string>>,
  onRead: () => void,
  signal: AbortSignal,
): KnownRun {
  let own: Facts['own'];
  let title: string | undefined;
  let change: DatasetChange | undefined;
  let isCompared = false;
  const compareDataset = async () => {
    const record = await records.find(connectionId, trainingJobName);
    if (record === undefined || own === undefined) return;
    isCompared = true;
    const found = await datasetChange(engine, records, connectionId, record, signal);
    if (found === change || signal.aborted) return;
    change = found;
    onRead();
  };
  const read = async () => {
    const row = await history.find(connectionId, trainingJobName);
    if (signal.aborted) return;
    own =
      row === undefined
        ? undefined
        : {
            isPinned: row.isPinned,
            ...(row.note === undefined ? {} : { note: row.note }),
          };
    title = row?.title;
    onRead();
    if (!isCompared) await compareDataset();
  };
  const changes = history.onDidChange(() => inBackground(log, read));
  inBackground(log, read);
  return {
    facts: () => ({
      ...(own === undefined ? {} : { own }),
      ...(change === undefined ? {} : { datasetChange: change }),
    }),
    title: () => title,
    check: () => inBackground(log, compareDataset),
    dispose: () => changes.dispose(),
  };
}
