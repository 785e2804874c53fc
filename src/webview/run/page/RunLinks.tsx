import type { RunContract, RunFollowed } from '../contract.ts';
import { IconButton } from '../../kit/controls/controls.tsx';
import { MenuButton } from '../../kit/controls/MenuButton.tsx';
import { runMenu } from '../../kit/controls/runMenu.ts';
import { t } from '../../kit/language/language.ts';
import type { Port } from '../../kit/page/port.ts';

interface RunLinksProps {
  readonly state: RunFollowed;
  readonly port: Port<RunContract>;
  readonly run: (request: Promise<unknown>) => void;
}

/** From a run to its experiment and to its data, live and done. */
export function RunLinks(props: RunLinksProps) {
  const { state, port, run } = props;
  return (
    <>
      {experimentLink(props).map(({ label, onClick }) => (
        <IconButton key={label} icon="json" label={label} onClick={onClick} />
      ))}
      {state.data !== undefined && (
        <IconButton
          icon="code"
          label={t('Copy preparation as Python')}
          onClick={() => run(port.request('copyPreparation', {}))}
        />
      )}
      {state.evaluation !== undefined && (
        <IconButton
          icon="book"
          label={t('Export report')}
          onClick={() => run(port.request('runCommand', { command: 'exportReport' }))}
        />
      )}
      {state.data !== undefined && state.job.status === 'Completed' && (
        <IconButton
          icon="notebook"
          label={t('Export as Python…')}
          onClick={() => run(port.request('runCommand', { command: 'exportCode' }))}
        />
      )}
      <IconButton
        icon="list-tree"
        label={t('Show training data in the tree')}
        onClick={() => run(port.request('showInTree', {}))}
      />
      {state.own !== undefined && (
        <MenuButton
          label={t('More about this run')}
          groups={runMenu({
            ...state.own,
            onCommand: (command) => run(port.request('runCommand', { command })),
          })}
        >
          {t('More')}
        </MenuButton>
      )}
    </>
  );
}

/** The way to the experiment; none for a job that was made elsewhere. */
export function experimentLink({ state, port, run }: RunLinksProps) {
  if (state.data === undefined) return [];
  return [{ label: t('Open experiment'), onClick: () => run(port.request('openExperiment', {})) }];
}
