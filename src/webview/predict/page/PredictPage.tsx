import { useState } from 'preact/hooks';
import type { Exchange, PredictChoices, PredictContract, PredictReady } from '../contract.ts';
import { IconButton } from '../../kit/controls/controls.tsx';
import { useFailures } from '../../kit/page/failures.ts';
import { t } from '../../kit/language/language.ts';
import { FailureLine, MessageLine } from '../../kit/controls/MessageLine.tsx';
import { clock } from '../../kit/language/numbers.ts';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import type { PageProps } from '../../kit/startPage.tsx';
import { Ask } from './Ask.tsx';
import { EndpointStrip } from './EndpointStrip.tsx';
import { ExchangeSection } from './ExchangeSection.tsx';
import { FileSection } from './FileSection.tsx';
import { HeldOutSection } from './HeldOutSection.tsx';
import { WhereItLies } from './WhereItLies.tsx';
import { WhichClass } from './WhichClass.tsx';

type Props = PageProps<PredictContract, PredictChoices>;

/** One endpoint: a single prediction, held-out rows, a file. */
export function PredictPage(props: Props) {
  const { state, port } = props;
  if (state.kind === 'ready') return <PredictReadyView {...props} state={state} />;
  const target = state.kind === 'gone' ? state.target : undefined;
  const canDeployAgain = state.kind === 'gone' && state.trainingJobName !== undefined;
  return (
    <>
      <PageHead
        title={t('Predict {0}', target ?? state.endpointName)}
        facts={[...(target === undefined ? [] : [t('endpoint {0}', state.endpointName)]), state.connection]}
      />
      {state.kind === 'failed' && <FailureLine failure={state.failure} takeAction={port.takeAction} />}
      {state.kind === 'gone' && (
        <MessageLine
          icon="circle-slash"
          tone="warn"
          actions={
            canDeployAgain
              ? [{ label: t('Deploy again…'), onClick: () => void port.request('deployAgain', {}) }]
              : []
          }
        >
          {t('This endpoint no longer exists; nothing is billed for it.')}
        </MessageLine>
      )}
      {state.kind === 'gone' && state.lastAsked && (
        <div class="after-line">
          <ExchangeSection exchange={state.lastAsked} endpointName={state.endpointName} />
        </div>
      )}
    </>
  );
}

/** The endpoint could not be reached: what the page shows is from before. */
function LostLine({
  lost,
  port,
}: {
  readonly lost: PredictReady['lost'] & object;
  readonly port: Props['port'];
}) {
  const actions = lost.failure.actions.map(({ id, label }) => ({
    label,
    onClick: () => port.takeAction(id),
  }));
  return (
    <MessageLine icon="debug-disconnect" tone="warn" actions={actions}>
      {t(
        'The endpoint could not be reached at {0}; its status may have changed since. {1}',
        clock(lost.since),
        lost.failure.message,
      )}
    </MessageLine>
  );
}

function PredictReadyView({ state, port, choices }: Props & { readonly state: PredictReady }) {
  const { endpoint, model } = state;
  const { failure, run } = useFailures();
  const [answered, setAnswered] = useState<Exchange | undefined>();
  const latest = newest(answered, state.asked[0]);
  const choose = (change: PredictChoices) => (choices.value = { ...choices.value, ...change });
  const serving = endpoint.status === 'InService';
  const contentType = choices.value.contentType ?? 'text/csv';
  return (
    <>
      <PageHead
        title={t('Predict {0}', model.target)}
        facts={[t('endpoint {0}', endpoint.name), endpoint.connection]}
        actions={
          <>
            <IconButton
              icon="refresh"
              label={t('Refresh')}
              onClick={() => run(port.request('refresh', {}))}
            />
            <IconButton
              icon="graph-line"
              label={t('Open the run of this model')}
              onClick={() => run(port.request('openRun', {}))}
            />
          </>
        }
      />
      {state.lost && <LostLine lost={state.lost} port={port} />}
      <EndpointStrip
        endpoint={endpoint}
        onExtend={() => run(port.request('extendLease', {}))}
        onDelete={() => run(port.request('deleteEndpoint', {}))}
      />
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      <div class="ask-columns">
        <Ask
          model={model}
          asked={state.asked}
          latest={latest}
          serving={serving}
          values={choices.value.values ?? {}}
          onValues={(values) => choose({ values })}
          ask={(row) => run(port.request('predict', { rows: [row], contentType }).then(setAnswered))}
        />
        {model.predictorType === 'regressor' ? (
          <WhereItLies
            model={model}
            port={port}
            latest={latest}
            axis={choices.value.axis}
            onAxis={(axis) => choose({ axis })}
          />
        ) : (
          <WhichClass model={model} latest={latest} />
        )}
      </div>
      <ExchangeSection
        exchange={latest}
        endpointName={endpoint.name}
        contentType={contentType}
        onContentType={(next) => choose({ contentType: next })}
      />
      {model.hasHeldOutRows && <HeldOutSection port={port} serving={serving} />}
      <FileSection port={port} {...state} serving={serving} />
    </>
  );
}

/** The later of two questions: the page's own answer may come before or after the host's list. */
function newest(first: Exchange | undefined, second: Exchange | undefined): Exchange | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return first.askedAt >= second.askedAt ? first : second;
}
