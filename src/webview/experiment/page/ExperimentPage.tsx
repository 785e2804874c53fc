import type { ExperimentChoices, ExperimentContract, ExperimentReady } from '../contract.ts';
import { IconButton, Link } from '../../kit/controls/controls.tsx';
import { Excerpt } from '../../kit/controls/Excerpt.tsx';
import { useFailures } from '../../kit/page/failures.ts';
import { t } from '../../kit/language/language.ts';
import { FailureLine } from '../../kit/controls/MessageLine.tsx';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import type { PageProps } from '../../kit/startPage.tsx';
import { ComputeSection, EndpointSection } from './ComputeSections.tsx';
import { ColumnsSection } from './ColumnsSection.tsx';
import { DataSection } from './DataSection.tsx';
import { EditingProvider, useFormEditing } from './editing.ts';
import { HyperparameterSection } from './HyperparameterSection.tsx';
import { RunSparkline } from './RunSparkline.tsx';
import { RowsSection } from './RowsSection.tsx';
import { SideColumn, TrainBar } from './SideColumn.tsx';
import { SplitSection } from './SplitSection.tsx';

type Props = PageProps<ExperimentContract, ExperimentChoices>;

/** One experiment as a form over its file. */
export function ExperimentPage(props: Props) {
  const { state, port } = props;
  switch (state.kind) {
    case 'loading':
      return <PageHead title={state.fileName} facts={[t('reading')]} />;
    case 'broken':
      return (
        <>
          <PageHead title={state.fileName} facts={[t('Experiment')]} />
          <FailureLine failure={state.failure} takeAction={port.takeAction} />
          <Excerpt lines={state.excerpt} />
          <p class="q">{t('The form reappears once the file is valid.')}</p>
        </>
      );
    case 'ready':
      return <Form {...props} state={state} />;
  }
}

function Form({ state, port, choices }: Props & { readonly state: ExperimentReady }) {
  const { failure, run } = useFailures();
  const editing = useFormEditing(port, run);
  const section = { state, port, run };
  return (
    <EditingProvider value={editing}>
      <PageHead
        title={state.fileName}
        facts={[
          t('Experiment'),
          state.isSaved ? t('saved') : t('not saved'),
          ...(state.remembered.newestRun === undefined
            ? []
            : [<Link onClick={() => run(port.request('openNewestRun', {}))}>{t('Last run')}</Link>]),
          ...(state.lastRuns === undefined
            ? []
            : [<RunSparkline {...state.lastRuns} onClick={() => run(port.request('showRuns', {}))} />]),
        ]}
        actions={
          <>
            <IconButton
              icon="history"
              label={t('Show runs')}
              onClick={() => run(port.request('showRuns', {}))}
            />
            <IconButton
              icon="code"
              label={t('Copy preparation as Python')}
              onClick={() => run(port.request('copyPreparation', {}))}
            />
            <IconButton
              icon="json"
              label={t('Edit as text')}
              onClick={() => run(port.request('editAsText', {}))}
            />
          </>
        }
      />
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      <div class="experiment">
        <form class="form" onSubmit={(event) => event.preventDefault()} aria-label={t('Experiment')}>
          <DataSection {...section} />
          <ColumnsSection {...section} choices={choices} />
          <RowsSection {...section} />
          <SplitSection {...section} />
          <HyperparameterSection
            state={state}
            all={choices.value.allHyperparameters ?? false}
            onAll={(allHyperparameters) => (choices.value = { ...choices.value, allHyperparameters })}
          />
          <ComputeSection state={state} />
          <EndpointSection state={state} />
        </form>
        <SideColumn {...section} />
      </div>
      <TrainBar {...section} />
    </EditingProvider>
  );
}
