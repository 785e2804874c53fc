import type { DataChoices, DataContract, DataReady } from '../contract.ts';
import { FailureLine, MessageLine } from '../../kit/controls/MessageLine.tsx';
import { useFailures } from '../../kit/page/failures.ts';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { goToSection } from '../../kit/controls/Section.tsx';
import { noChoices, withCondition } from '../../kit/rowGrid/choices.ts';
import type { PageProps } from '../../kit/startPage.tsx';
import { StaleLine } from '../../kit/controls/StaleLine.tsx';
import { Tabs } from '../../kit/controls/Tabs.tsx';
import { defaultChoice, targetsOf } from './choice.ts';
import { DataHead } from './DataHead.tsx';
import { findingLines } from './findingLines.ts';
import { HowRead } from './HowRead.tsx';
import { Overview } from './Overview.tsx';
import { ProgressLine } from '../../kit/controls/ProgressLine.tsx';
import { Regression } from './Regression.tsx';
import { Relations } from './Relations.tsx';
import { Rows } from './Rows.tsx';
import { rowsInAll } from './sampleWords.ts';
import { UnreadView } from '../../kit/controls/tableStates.tsx';
import { DataFailedView } from './states.tsx';
import { TableFindings } from './TableFindings.tsx';
import type { TableEditing } from './tableEditing.ts';
import { useLate } from '../../kit/page/useLate.ts';

type Props = PageProps<DataContract, DataChoices>;

/** One table, looked at: findings, columns, rows, relations, a line. */
export function DataPage(props: Props) {
  const { state, port } = props;
  const readAgain = () => void port.request('readAgain', {});
  switch (state.kind) {
    case 'loading':
    case 'cancelled':
      return <UnreadView state={state} port={port} />;
    case 'failed':
      return (
        <DataFailedView
          state={state}
          takeAction={port.takeAction}
          onReadAgain={readAgain}
          onEdit={(edits) => {
            // The next state says what failed; a cancel shows this one again.
            port.request('edit', { edits }).catch(() => undefined);
          }}
        />
      );
    case 'ready':
      return <DataReadyView {...props} state={state} />;
  }
}

/** A folder has no single file. */
const tableName = /\.(?:parquet|(?:csv|tsv|tab|txt|data|dat|jsonl|ndjson)(?:\.(?:gz|zst))?)$/i;
const notText = /\.(?:parquet|gz|zst)$/i;

function DataReadyView({ state, port, choices }: Props & { readonly state: DataReady }) {
  const { profile, stale, edits, experiment, isReading = false, isPartial = false, progress } = state;
  const isBusy = useLate(isReading || isPartial);
  const { failure, run } = useFailures();
  const choice = defaultChoice(profile, choices.value, state.target ?? experiment?.target);
  const choose = (change: DataChoices) => (choices.value = { ...choices.value, ...change });
  const on = {
    readAgain: () => run(port.request('readAgain', {})),
    convert: () => run(port.request('convert', {})),
    copyAsPandas: () => run(port.request('copyAsPandas', {})),
    upload: () => run(port.request('upload', {})),
    split: () => run(port.request('split', {})),
    train: () => run(port.request('train', choice.target === undefined ? {} : { target: choice.target })),
    openAsText: notText.test(profile.file.name) ? undefined : () => run(port.request('openAsText', {})),
    download: () => run(port.request('download', {})),
    saveWrongRows: () => run(port.request('saveWrongRows', {})),
    cancel: () => run(port.request('cancel', {})),
  };
  const hasTableEditor =
    tableName.test(profile.file.name) &&
    edits.read === undefined &&
    edits.columns === undefined &&
    state.s3Uri === undefined;
  const turn = (firstColumn: number, target = choice.target) =>
    run(port.request('turn', { firstColumn, ...(target === undefined ? {} : { target }) }));
  const find = (text: string, signal: AbortSignal) => port.request('findColumns', { text }, { signal });
  const editing: TableEditing = {
    edits,
    edit: (next) => run(port.request('edit', { edits: next })),
    values: profile.reading.options.values,
    target: choice.target,
    // Findings and relations are about it.
    chooseTarget: (target) => turn(profile.firstColumn, target),
  };
  const chooseAndShow = (target: string) => {
    editing.chooseTarget(target);
    // All that a target changes begins there.
    goToSection('relations');
  };
  const lines = findingLines(profile, { ...on, editing, chooseTarget: chooseAndShow });
  return (
    <>
      <DataHead
        state={state}
        target={choice.target}
        targets={targetsOf(profile)}
        chooseTarget={editing.chooseTarget}
        on={on}
      />
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      {stale && !isReading && (
        <StaleLine
          fileName={profile.file.name}
          readAt={state.readAt}
          why={stale}
          onReadAgain={on.readAgain}
        />
      )}
      {(isBusy || progress !== undefined) && <ProgressLine progress={progress} onCancel={on.cancel} />}
      {!isReading && !isPartial && <SampleLine state={state} onReadAgain={on.readAgain} />}
      <div class={stale !== undefined || isReading ? 'old' : undefined}>
        <TableFindings lines={lines} profile={profile} />
        <Tabs
          sections={[
            { id: 'overview', label: t('Overview') },
            { id: 'rows', label: t('Rows') },
            { id: 'relations', label: t('Relations') },
            { id: 'regression', label: t('Regression') },
            { id: 'reading', label: t('Reading') },
          ]}
        />
        <Overview
          profile={profile}
          editing={editing}
          onTurn={turn}
          find={find}
          onRows={(condition) => {
            choose({ grid: withCondition(choices.value.grid ?? noChoices, condition) });
            goToSection('rows');
          }}
        />
        <Rows
          profile={profile}
          port={port}
          version={JSON.stringify([profile.file.sha256, edits.read, edits.columns])}
          isStale={stale !== undefined}
          chosen={choices.value.grid}
          onChoose={(grid) => choose({ grid })}
          onOpenAsText={on.openAsText}
          onOpenAsTable={hasTableEditor ? () => run(port.request('openAsTable', {})) : undefined}
        />
        <Relations
          profile={profile}
          choice={choice}
          pair={choices.value.pair}
          choosePair={(x, y) => choose({ pair: { x, y, target: choice.target } })}
          port={port}
        />
        <Regression
          profile={profile}
          choice={choice}
          choose={choose}
          chooseTarget={editing.chooseTarget}
          port={port}
        />
        <HowRead
          reading={profile.reading}
          experiment={experiment?.name}
          isReading={isReading}
          editing={editing}
          onSaveWrongRows={on.saveWrongRows}
        />
      </div>
    </>
  );
}

interface LineProps {
  readonly state: DataReady;
  readonly onReadAgain: () => void;
}

/** What was known when the reading was given up. */
function SampleLine({ state: { profile }, onReadAgain }: LineProps) {
  const { shown } = profile;
  if (shown.kind === 'exact') return null;
  return (
    <MessageLine icon="info" tone="info" actions={[{ label: t('Read all rows'), onClick: onReadAgain }]}>
      {t(
        'Reading was cancelled. Everything on this page is from the first {0} of {1} rows.',
        fixed(shown.rows),
        rowsInAll(shown),
      )}
    </MessageLine>
  );
}
