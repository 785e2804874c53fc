import type { RunCommandId } from '../../contract/runColumns.ts';
import type { RunLine } from '../contract.ts';
import type { MenuGroup } from '../../kit/controls/MenuButton.tsx';
import { runMenu } from '../../kit/controls/runMenu.ts';
import { t } from '../../kit/language/language.ts';

interface RowActions {
  readonly onOpen: () => void;
  readonly onCommand: (command: RunCommandId) => void;
}

/** What can be done with a run in the table. */
export const rowMenu = ({ isPinned }: RunLine, { onOpen, ...actions }: RowActions): MenuGroup[] => [
  { label: t('Run'), items: [{ label: t('Open run'), onChoose: onOpen }] },
  ...runMenu({ isPinned, ...actions }),
];
