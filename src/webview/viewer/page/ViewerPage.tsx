import type { ArtifactShown, RecordsShown, ViewerChoices, ViewerContract } from '../contract.ts';
import { Button, IconButton } from '../../kit/controls/controls.tsx';
import { FailureLine, MessageLine } from '../../kit/controls/MessageLine.tsx';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import { Section } from '../../kit/controls/Section.tsx';
import { StaleLine } from '../../kit/controls/StaleLine.tsx';
import { sizeFact, UnreadView } from '../../kit/controls/tableStates.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { useFailures } from '../../kit/page/failures.ts';
import type { PageProps } from '../../kit/startPage.tsx';
import { ArtifactParts } from './ArtifactParts.tsx';
import { Coefficients } from './Coefficients.tsx';
import { LabelHistogram } from './LabelHistogram.tsx';
import { RecordList } from './RecordList.tsx';
import { featuresText, predictorWord, recordsText, shapeFacts, tensorRows } from './recordWords.ts';
import { DefinitionRows } from '../../kit/controls/DefinitionRows.tsx';

type Props = PageProps<ViewerContract, ViewerChoices>;

/** The viewer: records or a model. */
export function ViewerPage(props: Props) {
  const { state, port } = props;
  const readAgain = () => void port.request('readAgain', {});
  switch (state.kind) {
    case 'loading':
    case 'cancelled':
      return <UnreadView state={state} port={port} />;
    case 'failed':
      return (
        <>
          <PageHead
            title={state.fileName}
            facts={sizeFact(state.sizeBytes)}
            actions={
              <Button secondary onClick={readAgain}>
                {t('Read again')}
              </Button>
            }
          />
          <FailureLine failure={state.failure} takeAction={port.takeAction} />
        </>
      );
    case 'records':
      return <RecordsView {...props} state={state} />;
    case 'artifact':
      return <ArtifactView {...props} state={state} />;
  }
}

function Head({
  state,
  facts,
  port,
}: Pick<Props, 'port'> & {
  readonly state: RecordsShown | ArtifactShown;
  readonly facts: readonly string[];
}) {
  const { failure, run } = useFailures();
  const { fileName, s3Uri, readAt, stale } = state;
  const readAgain = () => run(port.request('readAgain', {}));
  return (
    <>
      <PageHead
        title={fileName}
        facts={[...(s3Uri === undefined ? [] : [s3Uri]), ...facts, ...sizeFact(state.facts.sizeBytes)]}
        actions={<IconButton icon="refresh" label={t('Read again')} onClick={readAgain} />}
      />
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      {stale && <StaleLine fileName={fileName} readAt={readAt} why={stale} onReadAgain={readAgain} />}
    </>
  );
}

function RecordsView({ state, port, choices }: Props & { readonly state: RecordsShown }) {
  const { facts, readAt } = state;
  const { damage, labels, recordCount } = facts;
  return (
    <>
      <Head state={state} port={port} facts={[t('RecordIO-protobuf'), recordsText(recordCount)]} />
      {damage && (
        <MessageLine icon="error" tone="bad" role="alert">
          {t(
            'Record {0}, at byte {1}, cannot be read: {2}. The {3} records before it are shown.',
            fixed(damage.record),
            fixed(damage.offset),
            damage.found,
            fixed(recordCount),
          )}
        </MessageLine>
      )}
      {recordCount > 0 && (
        <>
          <Section id="overview" label={t('Overview')}>
            <div class="halves">
              <DefinitionRows rows={[...shapeFacts(facts), ...tensorRows(facts)]} />
              {labels && <LabelHistogram labels={labels} />}
            </div>
          </Section>
          <RecordList
            key={readAt}
            port={port}
            recordCount={recordCount}
            from={choices.value.from ?? 1}
            onFrom={(from) => (choices.value = { ...choices.value, from })}
          />
        </>
      )}
    </>
  );
}

function ArtifactView({ state, port }: Props & { readonly state: ArtifactShown }) {
  const { facts } = state;
  return (
    <>
      <Head
        state={state}
        port={port}
        facts={[predictorWord(facts.predictorType), featuresText(facts.featureCount)]}
      />
      <Coefficients facts={facts} />
      <ArtifactParts facts={facts} />
    </>
  );
}
