import { useRef, useState } from 'preact/hooks';
import type { RunColumnId } from '../../contract/runColumns.ts';
import { comparable } from '../../contract/runColumns.ts';
import type { RunKey, RunLine, RunsReady } from '../contract.ts';
import { Button, IconButton, Link } from '../../kit/controls/controls.tsx';
import { Menu } from '../../kit/controls/MenuButton.tsx';
import { FailureLine, MessageLine } from '../../kit/controls/MessageLine.tsx';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import { Section } from '../../kit/controls/Section.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { useFailures } from '../../kit/page/failures.ts';
import { ColumnChooser } from './ColumnChooser.tsx';
import { FilterBox } from './FilterBox.tsx';
import { MetricChart } from './MetricChart.tsx';
import { rowMenu } from './rowMenu.ts';
import { RunNotices } from './RunNotices.tsx';
import type { RunsProps } from './RunsPage.tsx';
import { RunTable } from './RunTable.tsx';
import { SameLine } from './SameLine.tsx';
import { scopeTitle } from './scopeWords.ts';
import { nextSort } from './sorting.ts';
import { useQuery } from './useQuery.ts';
import { useRuns } from './useRuns.ts';

interface OpenMenu {
  readonly line: RunLine;
  readonly anchor: { readonly current: HTMLElement | null };
}

export function RunsReadyView({ state, port, choices }: RunsProps & { readonly state: RunsReady }) {
  const { failure, run } = useFailures();
  const {
    query,
    choose,
    isGrouped,
    onlyDiffering,
    hasChart,
    isWanted,
    showColumn,
    resetColumns,
    setAllSettings,
  } = useQuery(choices);
  const runs = useRuns(port, query, state.revision);
  const [selected, setSelected] = useState<ReadonlyMap<string, RunKey>>(new Map());
  const [menu, setMenu] = useState<OpenMenu | undefined>();
  const opener = useRef<HTMLElement | null>(null);
  const { view } = runs;
  const failed = failure ?? runs.failure;
  const filter = choices.value.filter ?? '';
  const open = (key: RunKey) => run(port.request('openRun', key));
  const select = ({ run: key }: RunLine, isSelected: boolean) => {
    const next = new Map(selected);
    if (isSelected) next.set(keyOf(key), key);
    else next.delete(keyOf(key));
    setSelected(next);
  };
  const sortBy = (column: RunColumnId) =>
    choose({ sort: nextSort(query.sort, column, view?.metric ?? null) });
  return (
    <>
      <PageHead
        title={scopeTitle(state.scope)}
        facts={[countText(state.runCount, view?.matchCount)]}
        actions={
          <>
            <IconButton
              icon="refresh"
              label={t('Read again')}
              onClick={() => run(port.request('readAgain', {}))}
            />
            <IconButton
              icon="search"
              label={t('Find runs of other machines on the current connection')}
              onClick={() => run(port.request('findRuns', {}))}
            />
            {state.scope.kind !== 'all' && (
              <Button secondary onClick={() => run(port.request('showAll', {}))}>
                {t('Show all runs')}
              </Button>
            )}
            <CompareButton
              count={selected.size}
              onCompare={() => run(port.request('compare', { runs: [...selected.values()] }))}
            />
          </>
        }
      />
      {failed && <FailureLine failure={failed} takeAction={port.takeAction} />}
      <RunNotices state={state} port={port} run={run} />
      <div class="runs-tools">
        <FilterBox
          value={filter}
          problems={view?.problems ?? []}
          onInput={(text) => choose({ filter: text })}
        />
        <div class="runs-switches">
          <Switch
            label={t('Only what differs')}
            isOn={onlyDiffering}
            onChange={(isOn) => choose({ onlyDiffering: isOn })}
          />
          <Switch
            label={t('Group by experiment')}
            isOn={isGrouped}
            onChange={(isOn) => choose({ isGrouped: isOn })}
          />
          <Switch label={t('Chart')} isOn={hasChart} onChange={(isOn) => choose({ hasChart: isOn })} />
          {view && (
            <ColumnChooser
              choosable={view.choosable}
              isShown={(id) => isWanted(id, view.columns)}
              onShow={showColumn}
              onReset={resetColumns}
            />
          )}
          {view && view.matchCount > 0 && (
            <Link onClick={() => run(port.request('saveLines', { query }))}>{t('Save as CSV')}</Link>
          )}
          {selected.size > 0 && (
            <Link onClick={() => setSelected(new Map())}>
              {t('Clear the selection ({0})', fixed(selected.size))}
            </Link>
          )}
        </div>
      </div>
      {view && onlyDiffering && (
        <SameLine same={view.same} onShowAll={() => choose({ onlyDiffering: false })} />
      )}
      {view && view.moreSettings > 0 && (
        <p class="s">
          {t('{0} more settings differ.', fixed(view.moreSettings))}{' '}
          <Link onClick={() => setAllSettings(true)}>{t('Show them')}</Link>
        </p>
      )}
      {view?.history && hasChart && view.history.points.length > 1 && (
        <Section id="history" label={t('Metric over time')}>
          <MetricChart history={view.history} />
        </Section>
      )}
      {view && view.matchCount > 0 && (
        <RunTable
          label={scopeTitle(state.scope)}
          runs={runs}
          view={view}
          sort={query.sort}
          onSort={sortBy}
          isSelected={(key) => selected.has(keyOf(key))}
          onSelect={select}
          onOpen={open}
          onMenu={(line, anchor) => {
            opener.current = anchor;
            setMenu({ line, anchor: opener });
          }}
        />
      )}
      {view && view.matchCount === 0 && state.runCount > 0 && (
        <MessageLine
          icon="filter"
          tone="info"
          actions={[{ label: t('Clear the filter'), onClick: () => choose({ filter: '' }) }]}
        >
          {state.runCount === 1
            ? t('The filter matches no run; there is 1.')
            : t('The filter matches none of the {0} runs.', fixed(state.runCount))}
        </MessageLine>
      )}
      {menu && (
        <Menu
          label={t('Actions for {0}', menu.line.title)}
          groups={rowMenu(menu.line, {
            onOpen: () => open(menu.line.run),
            onCommand: (command) => run(port.request('runCommand', { command, run: menu.line.run })),
          })}
          opener={menu.anchor}
          onClosed={() => setMenu(undefined)}
        />
      )}
    </>
  );
}

const keyOf = ({ connectionId, trainingJobName }: RunKey) => JSON.stringify([connectionId, trainingJobName]);

function countText(all: number, matching: number | undefined): string {
  if (matching !== undefined && matching !== all) return t('{0} of {1} runs', fixed(matching), fixed(all));
  return all === 1 ? t('1 run') : t('{0} runs', fixed(all));
}

function CompareButton({ count, onCompare }: { readonly count: number; readonly onCompare: () => void }) {
  const why =
    count < comparable.least
      ? t('Select two to ten runs to compare them.')
      : count > comparable.most
        ? t('At most ten runs can be compared; {0} are selected.', fixed(count))
        : undefined;
  return (
    <>
      {why !== undefined && count > 0 && <span class="q s">{why}</span>}
      <Button disabled={why !== undefined} onClick={onCompare} {...(why === undefined ? {} : { title: why })}>
        {count === 0 ? t('Compare') : t('Compare {0}', fixed(count))}
      </Button>
    </>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

const Switch = ({ label, isOn, onChange }: SwitchProps) => (
  <label class="runs-switch">
    <input
      type="checkbox"
      class="box"
      checked={isOn}
      onChange={({ currentTarget }) => onChange(currentTarget.checked)}
    />
    {label}
  </label>
);
