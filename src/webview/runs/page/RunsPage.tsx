import type { RunsChoices, RunsContract, RunsReady, RunsScope } from '../contract.ts';
import { Button } from '../../kit/controls/controls.tsx';
import { FailureLine } from '../../kit/controls/MessageLine.tsx';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import { ProgressBar } from '../../kit/controls/ProgressBar.tsx';
import { t } from '../../kit/language/language.ts';
import { useFailures } from '../../kit/page/failures.ts';
import type { PageProps } from '../../kit/startPage.tsx';
import { RunNotices } from './RunNotices.tsx';
import { RunsReadyView } from './RunsReadyView.tsx';
import { scopeTitle } from './scopeWords.ts';

export type RunsProps = PageProps<RunsContract, RunsChoices>;

/** The runs of an experiment, of a folder, or all of them. */
export function RunsPage(props: RunsProps) {
  const { state, port } = props;
  switch (state.kind) {
    case 'loading':
      return (
        <>
          <PageHead title={scopeTitle(state.scope)} facts={[t('reading')]} />
          <div class="late" role="status" aria-label={t('reading')}>
            <ProgressBar label={t('Reading the runs')} share={undefined} />
          </div>
        </>
      );
    case 'failed':
      return (
        <>
          <PageHead
            title={scopeTitle(state.scope)}
            facts={[]}
            actions={
              <Button secondary onClick={() => void port.request('readAgain', {})}>
                {t('Read again')}
              </Button>
            }
          />
          <FailureLine failure={state.failure} takeAction={port.takeAction} />
        </>
      );
    case 'ready':
      return state.runCount === 0 && state.unreadable.count === 0 ? (
        <EmptyView {...props} state={state} />
      ) : (
        <RunsReadyView {...props} state={state} />
      );
  }
}

/** What comes here, and how to get it. */
function EmptyView({ state, port }: RunsProps & { readonly state: RunsReady }) {
  const { failure, run } = useFailures();
  const { scope } = state;
  return (
    <>
      <PageHead title={scopeTitle(scope)} facts={[t('no runs yet')]} />
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      <RunNotices state={state} port={port} run={run} />
      <p>{emptyText(scope)}</p>
      <p class="runs-empty">
        {scope.kind === 'experiment' ? (
          <Button onClick={() => run(port.request('openExperiment', {}))}>{t('Open the experiment')}</Button>
        ) : (
          <Button onClick={() => run(port.request('openSample', {}))}>{t('Open the sample…')}</Button>
        )}
        <Button secondary onClick={() => run(port.request('findRuns', {}))}>
          {t('Find runs on the current connection')}
        </Button>
        {scope.kind !== 'all' && (
          <Button secondary onClick={() => run(port.request('showAll', {}))}>
            {t('Show all runs')}
          </Button>
        )}
      </p>
    </>
  );
}

function emptyText(scope: RunsScope): string {
  switch (scope.kind) {
    case 'experiment':
      return t(
        '{0} has not been trained on this machine. Train it, and each run appears here with its metrics.',
        scope.name,
      );
    case 'folder':
      return t(
        'No experiment in {0} has been trained on this machine. Open a table there and choose Train.',
        scope.name,
      );
    case 'all':
      return t(
        'Nothing has been trained on this machine. Open a table and choose Train, or begin with the sample.',
      );
  }
}
