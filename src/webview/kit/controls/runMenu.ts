import type { RunCommandId } from '../../contract/runColumns.ts';
import { t } from '../language/language.ts';
import type { MenuGroup } from './MenuButton.tsx';

interface RunActions {
  readonly isPinned: boolean;
  readonly onCommand: (command: RunCommandId) => void;
}

/** What can be done with a run. */
export function runMenu({ isPinned, onCommand }: RunActions): MenuGroup[] {
  const group = (label: string, ids: readonly RunCommandId[]): MenuGroup => ({
    label,
    items: ids.map((id) => ({ label: commandLabel(id), onChoose: () => onCommand(id) })),
  });
  return [
    group(t('Notes'), [isPinned ? 'unpinRun' : 'pinRun', 'renameRun', 'noteRun', 'tagRun']),
    group(t('Experiment'), ['trainAgain', 'trainAgainOnAws', 'restoreExperiment']),
    group(t('Export'), ['exportReport', 'exportCode']),
    group(t('Delete'), ['deleteRun']),
  ];
}

function commandLabel(id: RunCommandId): string {
  switch (id) {
    case 'pinRun':
      return t('Pin');
    case 'unpinRun':
      return t('Unpin');
    case 'renameRun':
      return t('Rename…');
    case 'noteRun':
      return t('Edit note…');
    case 'tagRun':
      return t('Edit tags…');
    case 'trainAgain':
      return t('Train again');
    case 'trainAgainOnAws':
      return t('Train again on AWS…');
    case 'restoreExperiment':
      return t('Make this the experiment…');
    case 'exportReport':
      return t('Export report…');
    case 'exportCode':
      return t('Export as Python…');
    case 'deleteRun':
      return t('Delete…');
  }
}
