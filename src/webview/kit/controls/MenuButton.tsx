import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './controls.tsx';

export interface MenuItem {
  readonly label: string;
  readonly onChoose: () => void;
  /** One of a group's items is the current one; absent for an item that is no choice. */
  readonly isChecked?: boolean;
}

export interface MenuGroup {
  readonly label: string;
  readonly items: readonly MenuItem[];
}

interface MenuButtonProps {
  /** What the button is for, to a screen reader. */
  readonly label: string;
  readonly children: ComponentChildren;
  /** Above the items: what is so, and why. */
  readonly about?: string;
  readonly groups: readonly MenuGroup[];
}

/** A word that opens a menu: arrow keys move in it, Enter takes an item, Escape closes it. */
export function MenuButton({ label, children, about, groups }: MenuButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        class="menu-button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        {...(about === undefined ? {} : { title: about, 'aria-description': about })}
        onClick={() => setOpen(true)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {children}
        <Icon name="chevron-down" />
      </button>
      {isOpen && (
        <Menu label={label} about={about} groups={groups} opener={button} onClosed={() => setOpen(false)} />
      )}
    </>
  );
}

interface MenuProps extends Pick<MenuButtonProps, 'label' | 'groups'> {
  readonly about?: string | undefined;
  /** What it opens next to. */
  readonly opener: RefObject<HTMLElement | null>;
  readonly onClosed: () => void;
}

/** A menu anchored to an element that is not a button. */
export function Menu({ label, about, groups, opener, onClosed }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const items = () => [...(menu.current?.querySelectorAll('button') ?? [])];
  // Before the next key, which is for the menu.
  useLayoutEffect(() => {
    if (menu.current === null || opener.current === null) return;
    menu.current.showPopover();
    place(menu.current, opener.current.getBoundingClientRect());
    (items().find((item) => item.ariaChecked === 'true') ?? items()[0])?.focus();
  }, [opener]);
  const close = () => menu.current?.hidePopover();
  const move = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return close();
    const all = items();
    const at = all.findIndex((item) => item === document.activeElement);
    const next = nextIndex(event.key, at, all.length);
    if (next === undefined) return;
    event.preventDefault();
    all[next]?.focus();
  };
  return (
    <div
      ref={menu}
      class="menu"
      popover="auto"
      onToggle={({ newState }) => {
        if (newState === 'closed') onClosed();
      }}
      onKeyDown={move}
    >
      {about !== undefined && <p class="q s menu-about">{about}</p>}
      <div role="menu" aria-label={label}>
        {groups.map((group) => (
          <Group key={group.label} group={group} onDone={close} />
        ))}
      </div>
    </div>
  );
}

function Group({ group, onDone }: { readonly group: MenuGroup; readonly onDone: () => void }) {
  return (
    <div role="group" aria-label={group.label}>
      {group.items.map(({ label, onChoose, isChecked }) => (
        <button
          key={label}
          type="button"
          role={isChecked === undefined ? 'menuitem' : 'menuitemradio'}
          aria-checked={isChecked}
          tabIndex={-1}
          onClick={() => {
            onDone();
            onChoose();
          }}
        >
          <Icon name={isChecked === true ? 'check' : 'blank'} />
          {label}
        </button>
      ))}
    </div>
  );
}

function nextIndex(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return (at + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

const gap = 2;
const edge = 8;

/** Under the button, or over it where there is more room. */
export function place(menu: HTMLElement, { left, top, bottom }: DOMRect): void {
  const { clientWidth, clientHeight } = document.documentElement;
  const { width, height } = menu.getBoundingClientRect();
  const isBelow = bottom + gap + height <= clientHeight || bottom <= clientHeight - top;
  menu.style.left = `${Math.max(edge, Math.min(left, clientWidth - width - edge))}px`;
  menu.style.top = `${isBelow ? bottom + gap : Math.max(edge, top - gap - height)}px`;
}
