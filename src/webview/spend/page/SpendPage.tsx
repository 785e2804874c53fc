import type { SpendChoices, SpendContract } from '../contract.ts';
import { FailureLine } from '../../kit/controls/MessageLine.tsx';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import { ProgressBar } from '../../kit/controls/ProgressBar.tsx';
import { t } from '../../kit/language/language.ts';
import type { PageProps } from '../../kit/startPage.tsx';
import { SpendReadyView } from './SpendReadyView.tsx';

export type SpendProps = PageProps<SpendContract, SpendChoices>;

/** What was billed in a month, by day, run, endpoint and training job. */
export function SpendPage(props: SpendProps) {
  const { state, port } = props;
  switch (state.kind) {
    case 'loading':
      return (
        <>
          <PageHead title={t('Spending')} facts={[t('reading')]} />
          <div class="late" role="status" aria-label={t('reading')}>
            <ProgressBar label={t('reading')} />
          </div>
        </>
      );
    case 'failed':
      return (
        <>
          <PageHead title={t('Spending')} facts={[]} />
          <FailureLine failure={state.failure} takeAction={port.takeAction} />
        </>
      );
    case 'ready':
      return <SpendReadyView {...props} state={state} />;
  }
}
