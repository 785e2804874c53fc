import type { RunFollowed } from '../contract.ts';
import { MessageLine } from '../../kit/controls/MessageLine.tsx';
import { t } from '../../kit/language/language.ts';

/** What the user has noted about a run, and what has become of its table. */
export function RunNotes({ state: { own, data, datasetChange } }: { readonly state: RunFollowed }) {
  return (
    <>
      {own?.note !== undefined && (
        <MessageLine icon="note" tone="info">
          {own.note}
        </MessageLine>
      )}
      {data !== undefined && datasetChange !== undefined && (
        <MessageLine icon="warning" tone="warn">
          {changeText(datasetChange, data.datasetName)}
        </MessageLine>
      )}
    </>
  );
}

function changeText(change: NonNullable<RunFollowed['datasetChange']>, name: string): string {
  switch (change) {
    case 'changed':
      return t(
        '{0} has changed since this run was trained on it: training again may give another model.',
        name,
      );
    case 'missing':
      return t('{0}, which this run was trained on, is no longer there.', name);
  }
}
