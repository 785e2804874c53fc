import { useState } from 'preact/hooks';
import type { TableChoices, TableContract, TableFailed, TableReady } from '../contract.ts';
import { Button, IconButton } from '../../kit/controls/controls.tsx';
import { Excerpt } from '../../kit/controls/Excerpt.tsx';
import { FailureLine } from '../../kit/controls/MessageLine.tsx';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import { ProgressLine } from '../../kit/controls/ProgressLine.tsx';
import { StaleLine } from '../../kit/controls/StaleLine.tsx';
import { sizeFact, UnreadView } from '../../kit/controls/tableStates.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { useFailures } from '../../kit/page/failures.ts';
import { useLate } from '../../kit/page/useLate.ts';
import { RowGrid } from '../../kit/rowGrid/RowGrid.tsx';
import type { PageProps } from '../../kit/startPage.tsx';

type Props = PageProps<TableContract, TableChoices>;

/** All rows of one file. */
export function TablePage(props: Props) {
  const { state, port } = props;
  switch (state.kind) {
    case 'loading':
    case 'cancelled':
      return <UnreadView state={state} port={port} />;
    case 'failed':
      return <TableFailedView {...props} state={state} />;
    case 'ready':
      return <TableReadyView {...props} state={state} />;
  }
}

function TableFailedView({ state, port }: Props & { readonly state: TableFailed }) {
  const { failure, run } = useFailures();
  return (
    <>
      <PageHead
        title={state.fileName}
        facts={sizeFact(state.sizeBytes)}
        actions={
          <>
            <Button secondary onClick={() => run(port.request('openAsText', {}))}>
              {t('Open as text')}
            </Button>
            <Button secondary onClick={() => run(port.request('exploreData', {}))}>
              {t('Explore Data')}
            </Button>
            <Button secondary onClick={() => run(port.request('readAgain', {}))}>
              {t('Read again')}
            </Button>
          </>
        }
      />
      <FailureLine failure={failure ?? state.failure} takeAction={port.takeAction} />
      <Excerpt lines={state.excerpt ?? []} />
    </>
  );
}

function TableReadyView({ state, port, choices }: Props & { readonly state: TableReady }) {
  const { fileName, sizeBytes, rowCount, readAt, stale, isReading = false, progress, sha256 } = state;
  const [columnCount, setColumnCount] = useState<number | undefined>();
  const { failure, run } = useFailures();
  const isBusy = useLate(isReading);
  const readAgain = () => run(port.request('readAgain', {}));
  return (
    <>
      <PageHead
        title={fileName}
        facts={[sizeWords(rowCount, columnCount), ...sizeFact(sizeBytes)]}
        actions={
          <>
            <IconButton icon="refresh" label={t('Read again')} onClick={readAgain} />
            <Button secondary onClick={() => run(port.request('exploreData', {}))}>
              {t('Explore Data')}
            </Button>
            <Button disabled={stale !== undefined} onClick={() => run(port.request('train', {}))}>
              {t('Train Linear Learner…')}
            </Button>
          </>
        }
      />
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      {stale && !isReading && (
        <StaleLine fileName={fileName} readAt={readAt} why={stale} onReadAgain={readAgain} />
      )}
      {isBusy && <ProgressLine progress={progress} onCancel={() => run(port.request('cancel', {}))} />}
      <RowGrid
        port={port}
        version={sha256}
        isStale={stale !== undefined}
        onColumns={setColumnCount}
        label={t('Rows of {0}', fileName)}
        chosen={choices.value.grid}
        onChoose={(grid) => (choices.value = { ...choices.value, grid })}
      />
    </>
  );
}

function sizeWords(rowCount: number, columnCount: number | undefined): string {
  const rows = fixed(rowCount);
  if (columnCount === undefined) return t('{0} rows', rows);
  return columnCount === 1
    ? t('{0} rows × 1 column', rows)
    : t('{0} rows × {1} columns', rows, fixed(columnCount));
}
