import type { TableEdits } from '../../../data/shapes/tableEdits.ts';
import type { DataFailed, DataUnread } from '../contract.ts';
import { Button } from '../../kit/controls/controls.tsx';
import { Excerpt } from '../../kit/controls/Excerpt.tsx';
import { t } from '../../kit/language/language.ts';
import { FailureLine, MessageLine } from '../../kit/controls/MessageLine.tsx';
import { bytes } from '../../kit/language/numbers.ts';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import { ProgressBar } from '../../kit/controls/ProgressBar.tsx';
import { Section } from '../../kit/controls/Section.tsx';
import { leftWords, progressShare, progressWords } from './progressWords.ts';
import { ReadingOptions } from './ReadingOptions.tsx';
import { withoutRead, withRead } from './tableEdits.ts';

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
        <ProgressBar
          label={step}
          share={state.progress === undefined ? undefined : progressShare(state.progress)}
        />
        {state.progress && (
          <p class="q s">
            {[progressWords(state.progress), leftWords(state.progress)].filter(Boolean).join(' · ')}
          </p>
        )}
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

/** The sentence, the lines of the file around the place, and the ways out; one of them is to read the file differently. */
export function DataFailedView({
  state,
  takeAction,
  onReadAgain,
  onEdit,
}: {
  readonly state: DataFailed;
  readonly takeAction: (id: string) => void;
  readonly onReadAgain: () => void;
  readonly onEdit: (edits: TableEdits) => void;
}) {
  const { edits, experiment } = state;
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
      {isAboutReading(state.failure.code) && (
        <Section id="reading" title={t('Read it differently')}>
          <ReadingOptions
            reading={undefined}
            given={edits.read ?? {}}
            experiment={experiment?.name}
            change={(read) => onEdit(withRead(edits, read))}
            back={(keys) => onEdit(withoutRead(edits, keys))}
          />
        </Section>
      )}
    </>
  );
}

/** Whether other options of reading can help. */
const isAboutReading = (code: string) => code.startsWith('table-') && code !== 'table-empty';

function sizeFact(sizeBytes: number | undefined): string[] {
  return sizeBytes === undefined ? [] : [bytes(sizeBytes)];
}
