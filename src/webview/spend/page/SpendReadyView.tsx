import type { SpendReady } from '../contract.ts';
import { Button, IconButton, Link, Select } from '../../kit/controls/controls.tsx';
import { FailureLine, MessageLine } from '../../kit/controls/MessageLine.tsx';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import { Section } from '../../kit/controls/Section.tsx';
import { t } from '../../kit/language/language.ts';
import { clock, fixed } from '../../kit/language/numbers.ts';
import { useFailures } from '../../kit/page/failures.ts';
import { DaysFigure } from './DaysFigure.tsx';
import { NothingYet } from './NothingYet.tsx';
import { ResourceTable } from './ResourceTable.tsx';
import { RunSpendTable } from './RunSpendTable.tsx';
import type { SpendProps } from './SpendPage.tsx';
import { monthText, together } from './spendWords.ts';
import { TotalView } from './TotalView.tsx';

type Props = Omit<SpendProps, 'state'> & { readonly state: SpendReady };

export function SpendReadyView({ state, port, choices }: Props) {
  const { failure, run } = useFailures();
  const { month, months, running, tables, total, lookFailure, unreadableCount } = state;
  const name = monthText(month);
  const { count } = together(total.endpoints, total.trainingJobs);
  const showMore = (table: keyof SpendReady['tables']) => () => run(port.request('showMore', { table }));
  const shared = {
    onOpen: (key: NonNullable<SpendReady['tables']['runs']['rows'][number]['run']>) =>
      run(port.request('openRun', key)),
    onSetRate: () => run(port.request('setRate', {})),
  };
  return (
    <>
      <PageHead
        title={t('Spending')}
        facts={[t('on this computer, in all windows'), t('as of {0}', clock(state.asOf, false))]}
        actions={
          <>
            <IconButton
              icon="refresh"
              label={t('Read again')}
              onClick={() => run(port.request('readAgain', {}))}
            />
            <div class="spend-month">
              <Select
                label={t('Month')}
                value={month}
                options={months.map((value) => ({ value, label: monthText(value) }))}
                onChange={(value) => run(port.request('showMonth', { month: value }))}
              />
            </div>
            {count > 0 && (
              <Button secondary onClick={() => run(port.request('saveLines', { month }))}>
                {t('Save as CSV')}
              </Button>
            )}
          </>
        }
      />
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      {lookFailure && <FailureLine failure={lookFailure} takeAction={port.takeAction} />}
      {unreadableCount > 0 && (
        <MessageLine icon="warning" tone="warn">
          {unreadableCount === 1
            ? t('1 journal record cannot be read, so this page may be incomplete.')
            : t(
                '{0} journal records cannot be read, so this page may be incomplete.',
                fixed(unreadableCount),
              )}
        </MessageLine>
      )}
      <TotalView
        state={state}
        onSetCap={() => run(port.request('setCap', {}))}
        onRefreshPrices={() => run(port.request('refreshPrices', {}))}
        onSetRate={shared.onSetRate}
        onReadBill={() => run(port.request('readBill', { month }))}
        takeAction={port.takeAction}
      />
      {count === 0 && (
        <NothingYet
          name={name}
          isEver={months.length > 1}
          onSample={() => run(port.request('openSample', {}))}
        />
      )}
      {running.count > 0 && (
        <Section
          id="running"
          title={t('Still running')}
          aside={
            <Link onClick={() => run(port.request('manageEndpoints', {}))}>
              {t('Delete or extend endpoints…')}
            </Link>
          }
        >
          <ResourceTable
            {...shared}
            label={t('Still running')}
            testId="spend-running"
            part={running}
            isRunning
          />
        </Section>
      )}
      {count > 0 && (
        <>
          <Section id="days" label={t('By day')}>
            <DaysFigure state={state} name={name} choices={choices} />
          </Section>
          <Section id="runs" title={t('By run')}>
            <RunSpendTable part={tables.runs} onOpen={shared.onOpen} onMore={showMore('runs')} />
          </Section>
          {tables.endpoints.count > 0 && (
            <Section id="endpoints" title={t('Endpoints')}>
              <ResourceTable
                {...shared}
                label={t('Endpoints')}
                testId="spend-endpoints"
                part={tables.endpoints}
                onMore={showMore('endpoints')}
              />
            </Section>
          )}
          {tables.trainingJobs.count > 0 && (
            <Section id="training" title={t('Training jobs')}>
              <ResourceTable
                {...shared}
                label={t('Training jobs')}
                testId="spend-training"
                part={tables.trainingJobs}
                onMore={showMore('trainingJobs')}
              />
            </Section>
          )}
        </>
      )}
    </>
  );
}
