import { useRef } from 'preact/hooks';
import type { GridColumn, GridCondition } from '../../../data/shapes/gridView.ts';
import { Menu } from '../controls/MenuButton.tsx';
import type { MenuGroup } from '../controls/MenuButton.tsx';
import { FilterPanel } from './FilterPanel.tsx';

/** A popup next to its cell. */
export type Popup =
  | {
      readonly kind: 'menu';
      readonly label: string;
      readonly groups: readonly MenuGroup[];
      readonly anchor: HTMLElement;
    }
  | { readonly kind: 'filter'; readonly column: GridColumn; readonly anchor: HTMLElement };

interface OpenPopupProps {
  readonly popup: Popup;
  readonly conditions: readonly GridCondition[];
  readonly onFilter: (condition: GridCondition) => void;
  readonly onClosed: () => void;
}

export function OpenPopup({ popup, conditions, onFilter, onClosed }: OpenPopupProps) {
  const opener = useRef<HTMLElement | null>(popup.anchor);
  switch (popup.kind) {
    case 'menu':
      return <Menu label={popup.label} groups={popup.groups} opener={opener} onClosed={onClosed} />;
    case 'filter': {
      const { column } = popup;
      const current = conditions.find((one) => one.column === column.name && !('contains' in one));
      return <FilterPanel {...{ column, opener, current, onFilter, onClosed }} />;
    }
  }
}
