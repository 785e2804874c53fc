import type { EstimatedProgress } from '../../../data/shapes/progress.ts';
import { t } from '../language/language.ts';
import { bytes } from '../language/numbers.ts';
import { Button } from './controls.tsx';
import { MessageLine } from './MessageLine.tsx';
import { PageHead } from './PageHead.tsx';
import { ProgressBar } from './ProgressBar.tsx';
import { leftWords, progressShare, progressWords } from './progressWords.ts';

/** A table that is still being read: only its file is known. */
interface UnreadTable {
  readonly fileName: string;
  readonly sizeBytes?: number;
  readonly progress?: EstimatedProgress;
}

/** What a page shows of a file before it was read: progress, or the offer to read again after a cancel. */
export function UnreadView({
  state,
  port,
}: {
  readonly state: UnreadTable & { readonly kind: 'loading' | 'cancelled' };
  readonly port: { request(name: 'readAgain' | 'cancel', body: Record<string, never>): Promise<void> };
}) {
  return state.kind === 'loading' ? (
    <ReadingView file={state} onCancel={() => void port.request('cancel', {})} />
  ) : (
    <CancelledView file={state} onReadAgain={() => void port.request('readAgain', {})} />
  );
}

/** Shows the head at once, progress bar and skeleton only if reading takes noticeably long. */
function ReadingView({ file, onCancel }: { readonly file: UnreadTable; readonly onCancel: () => void }) {
  const step = t('reading');
  return (
    <>
      <PageHead
        title={file.fileName}
        facts={[...sizeFact(file.sizeBytes), step]}
        actions={
          <Button secondary onClick={onCancel}>
            {t('Cancel')}
          </Button>
        }
      />
      <div class="late" role="status" aria-label={step}>
        <ProgressBar
          label={step}
          share={file.progress === undefined ? undefined : progressShare(file.progress)}
        />
        {file.progress && (
          <p class="q s">
            {[progressWords(file.progress), leftWords(file.progress)].filter(Boolean).join(' · ')}
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

/** Reading was cancelled; offers to read again. */
function CancelledView({
  file,
  onReadAgain,
}: {
  readonly file: UnreadTable;
  readonly onReadAgain: () => void;
}) {
  return (
    <>
      <PageHead title={file.fileName} facts={sizeFact(file.sizeBytes)} />
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

export function sizeFact(sizeBytes: number | undefined): string[] {
  return sizeBytes === undefined ? [] : [bytes(sizeBytes)];
}
