import { useState } from 'preact/hooks';
import type { RunFollowed } from '../contract.ts';
import { Button, Icon, Link } from '../../kit/controls/controls.tsx';
import { DefinitionRows } from '../../kit/controls/DefinitionRows.tsx';
import type { DefinitionRow } from '../../kit/controls/DefinitionRows.tsx';
import { useFailures } from '../../kit/page/failures.ts';
import { t } from '../../kit/language/language.ts';
import { FailureLine, MessageLine } from '../../kit/controls/MessageLine.tsx';
import { duration, fixed, full, significant } from '../../kit/language/numbers.ts';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import { costOf, priceText } from '../../kit/language/prices.ts';
import { useNow } from '../../kit/page/useNow.ts';
import { Events } from './Events.tsx';
import { LossFigure } from './LossFigure.tsx';
import { Phases } from './Phases.tsx';
import { Provenance } from './Provenance.tsx';
import { experimentLink, RunLinks } from './RunLinks.tsx';
import { RunNotes } from './RunNotes.tsx';
import type { RunProps } from './runProps.ts';

/** A job that runs, or that ended without a model. */
export function Live({ state, port, choices }: RunProps) {
  const { failure, run } = useFailures();
  const { job, curves, lost } = state;
  const running = job.status === 'InProgress' || job.status === 'Stopping';
  const now = useNow(running ? 1000 : undefined);
  const [isAsked, setIsAsked] = useState(false);
  const stopping = job.status === 'Stopping' || isAsked;
  const stop = async () => {
    setIsAsked(true);
    try {
      await port.request('stop', {});
    } catch (error) {
      setIsAsked(false);
      throw error;
    }
  };
  return (
    <>
      <PageHead
        title={running ? t('Training {0}', state.title) : state.title}
        facts={[
          <Status key="status" state={state} />,
          ...(curves.losses.length > 0 ? [t('{0} models', fixed(curves.losses.length))] : []),
          state.connection,
        ]}
        actions={
          <>
            <RunLinks state={state} port={port} run={run} />
            {running && (
              <Button secondary icon="debug-stop" disabled={stopping} onClick={() => run(stop())}>
                {stopping ? t('Stopping…') : t('Stop Training Job')}
              </Button>
            )}
          </>
        }
      />
      <RunNotes state={state} />
      {job.failureReason !== undefined && (
        <MessageLine icon="error" tone="bad" role="alert" actions={experimentLink({ state, port, run })}>
          {[job.failureReason, job.failureAdvice].filter(Boolean).join(' ')}
        </MessageLine>
      )}
      {job.status === 'Stopped' && (
        <MessageLine icon="circle-slash" tone="warn" actions={experimentLink({ state, port, run })}>
          {keptText(job)}
        </MessageLine>
      )}
      {lost && (
        <MessageLine icon="debug-disconnect" tone="warn">
          {t('Connection lost, retrying. This page shows the last known state. {0}', lost.message)}
        </MessageLine>
      )}
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      <Phases state={state} now={now} />
      <div class="live">
        <div>
          <h2 class="unseen">{t('Loss')}</h2>
          <LossFigure curves={curves} height={420} hasEnded={!running} />
        </div>
        <div>
          <h2>{running ? t('Now') : t('How it ended')}</h2>
          <DefinitionRows rows={nowRows(state, now, () => run(port.request('showSpend', {})))} />
          <Events state={state} port={port} choices={choices} />
        </div>
      </div>
      <section class="provenance">
        <Provenance state={state} />
      </section>
    </>
  );
}

function Status({ state: { job, curves } }: { readonly state: RunFollowed }) {
  const epoch = curves.epochCount;
  if (job.status === 'InProgress' && epoch > 0)
    return t('epoch {0} of {1}', fixed(epoch), fixed(curves.plannedEpochs));
  const looks: Readonly<Record<string, { icon: string; tone: 'bad' | 'warn' | 'info' }>> = {
    Failed: { icon: 'error', tone: 'bad' },
    Stopped: { icon: 'circle-slash', tone: 'warn' },
  };
  const { icon, tone } = looks[job.status] ?? { icon: 'loading', tone: 'info' as const };
  return (
    <>
      <Icon name={icon} tone={tone} /> {statusText(job)}
    </>
  );
}

/** The leading model, and what it differs in where that is known. */
function bestText({ best, losses, models }: RunFollowed['curves']): string {
  const model = best?.model ?? 0;
  const name = t('model {0} of {1}', model + 1, losses.length);
  const settings = models?.[model];
  return settings === undefined
    ? name
    : `${name}: ${t('lr {0}, wd {1}', full(settings.learningRate), full(settings.wd))}`;
}

/** How long the epochs to come will take, if they take as long as those before. */
function leftRows({ phases, curves, job }: RunFollowed, now: number): DefinitionRow[] {
  const startedAt = phases.find(({ name, state }) => name === 'train' && state === 'now')?.startedAt;
  const { epochCount, plannedEpochs } = curves;
  if (job.status !== 'InProgress' || startedAt === undefined || epochCount < 2) return [];
  const seconds = (Math.max(0, now - startedAt) / 1000 / epochCount) * (plannedEpochs - epochCount);
  return [{ term: t('Left'), value: t('at most about {0} of training', duration(Math.round(seconds))) }];
}

/** The phase beside the status, unless it is the same word. */
const statusText = ({ status, secondaryStatus }: RunFollowed['job']) =>
  status === secondaryStatus ? status : `${status}, ${secondaryStatus}`;

/** What a stopped job leaves. */
const keptText = ({ modelS3Uri }: RunFollowed['job']) =>
  modelS3Uri === undefined
    ? t('Training was stopped before a model could be saved.')
    : t('Training was stopped. The model trained until then was saved to {0}.', modelS3Uri);

function nowRows(state: RunFollowed, now: number, showSpend: () => void): DefinitionRow[] {
  const { job, curves, price } = state;
  const [loss, before] = curves.latest.toReversed();
  const seconds = Math.max(0, (Date.parse(job.endedAt ?? '') || now) - Date.parse(job.createdAt)) / 1000;
  return [
    { term: t('Status'), value: statusText(job) },
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
            value: bestText(curves),
          },
        ]),
    ...leftRows(state, now),
    { term: t('Instance'), value: `${job.instanceCount} × ${job.instanceType}` },
    {
      term: t('Cost'),
      value: (
        <>
          {priceText(price, (hourly) =>
            t(
              '{0} so far, at most {1} (estimate)',
              costOf(hourly, seconds),
              costOf(hourly, job.maxRuntimeSeconds),
            ),
          )}
          {' · '}
          <Link onClick={showSpend}>{t('Spending')}</Link>
        </>
      ),
    },
    { term: t('Job'), value: job.name, copy: job.name },
  ];
}
