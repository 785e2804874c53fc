import type { TableEdits } from '../../../data/shapes/tableEdits.ts';
import type { DataChoices, DataContract, DataReady } from '../contract.ts';
import { Button, IconButton } from '../../kit/controls/controls.tsx';
import { FailureLine, MessageLine } from '../../kit/controls/MessageLine.tsx';
import { useFailures } from '../../kit/page/failures.ts';
import { Findings } from '../../kit/controls/Findings.tsx';
import { t } from '../../kit/language/language.ts';
import { bytes, clock, fixed } from '../../kit/language/numbers.ts';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import { goToSection } from '../../kit/controls/Section.tsx';
import type { PageProps } from '../../kit/startPage.tsx';
import { Tabs } from '../../kit/controls/Tabs.tsx';
import { delimiterWord, encodingName } from './readingWords.ts';
import { defaultChoice } from './choice.ts';
import { findingLines } from './findingLines.ts';
import { HowRead } from './HowRead.tsx';
import { Overview } from './Overview.tsx';
import { withoutRead, withRead } from './readEdits.ts';
import { Regression } from './Regression.tsx';
import { Relations } from './Relations.tsx';
import { Rows } from './Rows.tsx';
import { DataCancelledView, DataFailedView, DataLoadingView } from './states.tsx';

type Props = PageProps<DataContract, DataChoices>;

/** One table, looked at: findings, columns, rows, relations, a line. */
export function DataPage(props: Props) {
  const { state, port } = props;
  const readAgain = () => void port.request('readAgain', {});
  switch (state.kind) {
    case 'loading':
      return <DataLoadingView state={state} onCancel={() => void port.request('cancel', {})} />;
    case 'cancelled':
      return <DataCancelledView state={state} onReadAgain={readAgain} />;
    case 'failed':
      return (
        <DataFailedView
          state={state}
          takeAction={port.takeAction}
          onReadAgain={readAgain}
          onEdit={(edits) => void port.request('edit', { edits })}
        />
      );
    case 'ready':
      return <DataReadyView {...props} state={state} />;
  }
}

function DataReadyView({ state, port, choices }: Props & { readonly state: DataReady }) {
  const { profile, stale, edits, experiment, isReading = false } = state;
  const { failure, run } = useFailures();
  const choice = defaultChoice(profile, choices.value);
  const choose = (change: DataChoices) => (choices.value = { ...choices.value, ...change });
  const readAgain = () => run(port.request('readAgain', {}));
  const openAsText = () => run(port.request('openAsText', {}));
  const edit = (edits: TableEdits) => run(port.request('edit', { edits }));
  const chosenTarget = choices.value.target;
  const chooseTarget = (target: string) => {
    choose({ target });
    // All that a target changes begins there.
    goToSection('relations');
  };
  return (
    <>
      <PageHead
        title={profile.file.name}
        facts={headFacts(state)}
        actions={
          <>
            <IconButton icon="refresh" label={t('Read again')} onClick={readAgain} />
            <IconButton
              icon="file-binary"
              label={t('Convert to RecordIO…')}
              onClick={() => run(port.request('convertToRecordIO', {}))}
            />
            <IconButton
              icon="cloud-upload"
              label={t('Upload…')}
              onClick={() => run(port.request('upload', {}))}
            />
            <Button secondary disabled={stale !== undefined} onClick={() => run(port.request('split', {}))}>
              {t('Split…')}
            </Button>
            <Button
              disabled={stale !== undefined}
              onClick={() =>
                run(port.request('train', chosenTarget === undefined ? {} : { target: chosenTarget }))
              }
            >
              {t('Train Linear Learner…')}
            </Button>
          </>
        }
      />
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      {stale && <StaleLine state={state} onReadAgain={readAgain} />}
      <div class={(stale ?? isReading) ? 'old' : undefined}>
        <Findings lines={findingLines(profile, { chooseTarget, openAsText })} />
        <Tabs
          sections={[
            { id: 'overview', label: t('Overview') },
            { id: 'rows', label: t('Rows') },
            { id: 'relations', label: t('Relations') },
            { id: 'regression', label: t('Regression') },
            { id: 'reading', label: t('Reading') },
          ]}
        />
        <Overview profile={profile} />
        <Rows profile={profile} onOpenAsText={openAsText} />
        <Relations profile={profile} target={choice.target} />
        <Regression profile={profile} choice={choice} choose={choose} port={port} />
        <HowRead
          reading={profile.reading}
          given={edits.read ?? {}}
          experiment={experiment}
          isReading={isReading}
          change={(read) => edit(withRead(edits, read))}
          back={(keys) => edit(withoutRead(edits, keys))}
          onSaveWrongRows={() => run(port.request('saveWrongRows', {}))}
        />
      </div>
    </>
  );
}

function headFacts({ profile }: DataReady): string[] {
  const { delimiter, encoding, header } = profile.reading.options;
  const values = [delimiterWord(delimiter), encodingName(encoding)] as const;
  return [
    t('{0} rows × {1} columns', fixed(profile.rowCount), fixed(profile.columns.length)),
    bytes(profile.file.sizeBytes),
    header ? t('{0}, {1}, header row', ...values) : t('{0}, {1}, no header row', ...values),
    t('all rows read'),
  ];
}

function StaleLine({ state, onReadAgain }: { readonly state: DataReady; readonly onReadAgain: () => void }) {
  const { name } = state.profile.file;
  const time = clock(state.readAt, false);
  return (
    <MessageLine icon="history" tone="warn" actions={[{ label: t('Read again'), onClick: onReadAgain }]}>
      {state.stale === 'deleted'
        ? t('{0} was deleted. This page shows it as it was at {1}.', name, time)
        : t('{0} changed on disk. This page shows it as it was at {1}.', name, time)}
    </MessageLine>
  );
}
