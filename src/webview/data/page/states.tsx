import type { DataFailed, DataUnread } from '../contract.ts';
import { Button } from '../../kit/controls/controls.tsx';
import { Excerpt } from '../../kit/controls/Excerpt.tsx';
import { t } from '../../kit/language/language.ts';
import { FailureLine, MessageLine } from '../../kit/controls/MessageLine.tsx';
import { bytes } from '../../kit/language/numbers.ts';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import { ProgressBar } from '../../kit/controls/ProgressBar.tsx';

/** The head at once; bar and skeleton only when the reading takes longer than an eye blink. */
export function DataLoadingView({
  state,
  onCancel,
}: {
  readonly state: DataUnread;
  readonly onCancel: () => void;
}) {
  const step = t('reading');
  return (
    <>
      <PageHead
        title={state.fileName}
        facts={[...sizeFact(state.sizeBytes), step]}
        actions={
          <Button secondary onClick={onCancel}>
            {t('Cancel')}
          </Button>
        }
      />
      <div class="late" role="status" aria-label={step}>
        <ProgressBar label={step} />
        <table class="grid skeleton" aria-hidden="true">
          <tbody>
            {[96, 72, 110].map((width) => (
              <tr key={width}>
                <td>
                  <span class="sk" style={{ width: `${width}px` }} />
                </td>
                {[0, 1, 2, 3].map((column) => (
                  <td key={column} class="n">
                    <span class="sk" style={{ width: '44px' }} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** Reading was given up: the one thing to do is to read. */
export function DataCancelledView({
  state,
  onReadAgain,
}: {
  readonly state: DataUnread;
  readonly onReadAgain: () => void;
}) {
  return (
    <>
      <PageHead title={state.fileName} facts={sizeFact(state.sizeBytes)} />
      <MessageLine
        icon="circle-slash"
        tone="info"
        actions={[{ label: t('Read again'), onClick: onReadAgain }]}
      >
        {t('Reading was cancelled.')}
      </MessageLine>
    </>
  );
}

/** The sentence, the lines of the file around the place, the ways out; nothing else. */
export function DataFailedView({
  state,
  takeAction,
  onReadAgain,
}: {
  readonly state: DataFailed;
  readonly takeAction: (id: string) => void;
  readonly onReadAgain: () => void;
}) {
  return (
    <>
      <PageHead
        title={state.fileName}
        facts={sizeFact(state.sizeBytes)}
        actions={
          <Button secondary onClick={onReadAgain}>
            {t('Read again')}
          </Button>
        }
      />
      <FailureLine failure={state.failure} takeAction={takeAction} />
      <Excerpt lines={state.excerpt ?? []} />
    </>
  );
}

function sizeFact(sizeBytes: number | undefined): string[] {
  return sizeBytes === undefined ? [] : [bytes(sizeBytes)];
}
