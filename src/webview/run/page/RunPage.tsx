import type { RunChoices, RunContract } from '../contract.ts';
import { FailureLine } from '../../kit/controls/MessageLine.tsx';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import type { PageProps } from '../../kit/startPage.tsx';
import { t } from '../../kit/language/language.ts';
import { Done } from './Done.tsx';
import { Live } from './Live.tsx';

/** One training job: live while it runs, evaluated once it has ended. */
export function RunPage({ state, port, choices }: PageProps<RunContract, RunChoices>) {
  switch (state.kind) {
    case 'loading':
      return <PageHead title={state.title} facts={[t('Loading the training job…')]} />;
    case 'failed':
      return (
        <>
          <PageHead title={state.title} facts={[]} />
          <FailureLine failure={state.failure} takeAction={port.takeAction} />
        </>
      );
    case 'run':
      return state.job.status === 'Completed' ? (
        <Done state={state} port={port} choices={choices} />
      ) : (
        <Live state={state} port={port} choices={choices} />
      );
  }
}
