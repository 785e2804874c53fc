import type { RunFollowed } from '../../contracts/run.ts';
import { Button, Icon } from '../kit/controls.tsx';
import { DefinitionRows } from '../kit/DefinitionRows.tsx';
import type { DefinitionRow } from '../kit/DefinitionRows.tsx';
import { useFailures } from '../kit/failures.ts';
import { t } from '../kit/language.ts';
import { FailureLine, MessageLine } from '../kit/MessageLine.tsx';
import { significant } from '../kit/numbers.ts';
import { PageHead } from '../kit/PageHead.tsx';
import { costOf, priceText } from '../kit/prices.ts';
import { useNow } from '../kit/useNow.ts';
import { Events } from './Events.tsx';
import { LossFigure } from './LossFigure.tsx';
import { Phases } from './Phases.tsx';
import { Provenance } from './Provenance.tsx';
import { experimentLink, RunLinks } from './RunLinks.tsx';
import type { RunProps } from './runProps.ts';

/** A job that runs, or that ended without a model. */
export function Live({ state, port, choices }: RunProps) {
  const { failure, run } = useFailures();
  const { job, curves, lost } = state;
  const running = job.status === 'InProgress' || job.status === 'Stopping';
  const now = useNow(running ? 1000 : undefined);
  return (
    <>
      <PageHead
        title={running ? t('Training {0}', state.title) : state.title}
        facts={[
          <Status key="status" state={state} />,
          t('{0} models', curves.losses.length),
          state.connection,
        ]}
        actions={
          <>
            <RunLinks state={state} port={port} run={run} />
            {running && (
              <Button
                secondary
                icon="debug-stop"
                disabled={job.status === 'Stopping'}
                onClick={() => run(port.request('stop', {}))}
              >
                {job.status === 'Stopping' ? t('Stopping…') : t('Stop Training Job')}
              </Button>
            )}
          </>
        }
      />
      {job.failureReason !== undefined && (
        <MessageLine icon="error" tone="bad" role="alert" actions={experimentLink({ state, port, run })}>
          {job.failureReason}
        </MessageLine>
      )}
      {lost && (
        <MessageLine icon="debug-disconnect" tone="warn">
          {t('The connection is lost and tried again; the job goes on. {0}', lost.message)}
        </MessageLine>
      )}
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      <Phases state={state} now={now} />
      <div class="live">
        <LossFigure curves={curves} height={420} />
        <div>
          <h2>{t('Now')}</h2>
          <DefinitionRows rows={nowRows(state, now)} />
          <Events state={state} port={port} choices={choices} />
        </div>
      </div>
      <section>
        <Provenance state={state} />
      </section>
    </>
  );
}

function Status({ state: { job, curves } }: { readonly state: RunFollowed }) {
  const epoch = curves.epochCount;
  if (job.status === 'InProgress' && epoch > 0) return t('epoch {0} of {1}', epoch, curves.plannedEpochs);
  const looks: Readonly<Record<string, { icon: string; tone: 'bad' | 'warn' | 'info' }>> = {
    Failed: { icon: 'error', tone: 'bad' },
    Stopped: { icon: 'circle-slash', tone: 'warn' },
  };
  const { icon, tone } = looks[job.status] ?? { icon: 'loading', tone: 'info' as const };
  return (
    <>
      <Icon name={icon} tone={tone} /> {job.status}
    </>
  );
}

function nowRows(state: RunFollowed, now: number): DefinitionRow[] {
  const { job, curves, price } = state;
  const [loss, before] = curves.latest.toReversed();
  const seconds = Math.max(0, (Date.parse(job.endedAt ?? '') || now) - Date.parse(job.createdAt)) / 1000;
  return [
    { term: t('Status'), value: `${job.status}, ${job.secondaryStatus}` },
    ...(loss === undefined
      ? []
      : [
          {
            term: t('Loss'),
            value:
              before === undefined
                ? significant(loss)
                : t('{0}, was {1}', significant(loss), significant(before)),
          },
          {
            term: t('Best'),
            value: t('model {0} of {1}', (curves.best?.model ?? 0) + 1, curves.losses.length),
          },
        ]),
    { term: t('Instance'), value: `${job.instanceCount} × ${job.instanceType}` },
    {
      term: t('Cost'),
      value: priceText(price, (hourly) =>
        t(
          '{0} so far, at most {1} (estimate)',
          costOf(hourly, seconds),
          costOf(hourly, job.maxRuntimeSeconds),
        ),
      ),
    },
    { term: t('Job'), value: job.name, copy: job.name },
  ];
}
