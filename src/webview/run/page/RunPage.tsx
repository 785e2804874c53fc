import type { RunChoices, RunContract } from '../contract.ts';
import { useMemo } from 'preact/hooks';
import { FiguresOfPage, openShownFigures } from '../../kit/charts/shownFigures.ts';
import { FailureLine } from '../../kit/controls/MessageLine.tsx';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import type { PageProps } from '../../kit/startPage.tsx';
import { t } from '../../kit/language/language.ts';
import { Done } from './Done.tsx';
import { Live } from './Live.tsx';
import { useReportPictures } from './reportPictures.ts';

/** One training job: live while it runs, evaluated once it has ended. */
export function RunPage(props: PageProps<RunContract, RunChoices>) {
  const { state, port } = props;
  const figures = useMemo(openShownFigures, []);
  useReportPictures(state.kind === 'run' ? state.report : undefined, figures, port);
  return (
    <FiguresOfPage.Provider value={figures}>
      <Shown {...props} />
    </FiguresOfPage.Provider>
  );
}

function Shown({ state, port, choices }: PageProps<RunContract, RunChoices>) {
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
