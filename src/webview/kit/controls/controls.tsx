import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import type { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { h } from 'preact';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { listPosition } from './listPosition.ts';

export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'q';

/** A codicon; decoration only, next to a word. */
export function Icon({ name, tone }: { readonly name: string; readonly tone?: Tone }) {
  return <i class={`codicon codicon-${name} ${tone ?? ''}`} aria-hidden="true" />;
}

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick: () => void;
  readonly secondary?: boolean;
  readonly disabled?: boolean;
  readonly icon?: string;
  readonly title?: string;
}

/** What starts, stops, bills or deletes. One a page is not secondary. */
export function Button({ children, onClick, secondary = false, disabled = false, icon, title }: ButtonProps) {
  return h(
    'vscode-button',
    { secondary, disabled, title, onClick: () => disabled || onClick(), 'aria-disabled': disabled },
    icon && <i slot="content-before" class={`codicon codicon-${icon}`} aria-hidden="true" />,
    children,
  );
}

interface IconButtonProps {
  readonly icon: string;
  readonly label: string;
  readonly onClick: () => void;
  readonly tabIndex?: number;
  readonly pressed?: boolean;
  /** Of a button that opens a menu. */
  readonly opens?: { readonly isOpen: boolean; readonly ref: RefObject<HTMLButtonElement | null> };
}

export function IconButton({ icon, label, onClick, tabIndex, pressed, opens }: IconButtonProps) {
  const menu = opens && {
    ref: opens.ref,
    'aria-haspopup': 'menu' as const,
    'aria-expanded': opens.isOpen,
  };
  return (
    <button
      {...menu}
      type="button"
      class="ib"
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      tabIndex={tabIndex}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

/** A link that acts on this page or edits a file; never what bills or deletes. */
export function Link({
  children,
  label,
  onClick,
}: {
  readonly children: ComponentChildren;
  /** Accessible name that includes what it acts on; starts with the visible text. */
  readonly label?: string;
  readonly onClick: () => void;
}) {
  return (
    <button type="button" class="link" aria-label={label} onClick={onClick}>
      {children}
    </button>
  );
}

interface FieldProps {
  readonly id?: string;
  readonly label: string;
  readonly value: string;
  readonly invalid?: boolean;
  /** What is said of it after its name: what is wrong with the value, or what the value means. */
  readonly description?: string | undefined;
  readonly onEscape?: () => void;
}

/**
 * The focused element is inside the shadow root of the custom one, so its ARIA attributes must be set there. Ids do not reach into
 * it, so the description is a text.
 */
function useInnerAria(selector: string, { invalid = false, description = '' }: FieldProps) {
  const outer = useRef<Pick<VscodeTextfield, 'updateComplete' | 'renderRoot'>>(null);
  useEffect(() => {
    const describe = async () => {
      await outer.current?.updateComplete;
      const inner = outer.current?.renderRoot.querySelector(selector);
      inner?.setAttribute('aria-invalid', String(invalid));
      inner?.setAttribute('aria-description', description);
    };
    void describe();
  }, [selector, invalid, description]);
  return outer;
}

interface TextFieldProps extends FieldProps {
  readonly onInput: (value: string) => void;
  readonly onEnter?: () => void;
  readonly disabled?: boolean;
  readonly placeholder?: string;
}

export function TextField(props: TextFieldProps) {
  const { id, label, value, invalid = false, disabled = false, placeholder } = props;
  return h('vscode-textfield', {
    ref: useInnerAria('input', props),
    id,
    label,
    value,
    invalid,
    disabled,
    placeholder,
    onInput: (event: Event) => props.onInput(valueOf(event)),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.isComposing) return;
      if (event.key === 'Enter') props.onEnter?.();
      if (event.key === 'Escape') props.onEscape?.();
    },
  });
}

/** A list is as wide as its longest option, whatever is chosen. */
function useWholeOptions(outer: ReturnType<typeof useInnerAria>) {
  useEffect(() => {
    const root = outer.current?.renderRoot;
    if (!(root instanceof ShadowRoot)) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('.dropdown { min-width: max-content; }');
    root.adoptedStyleSheets.push(sheet);
  }, [outer]);
}

interface DateFieldProps extends FieldProps {
  readonly hasTime: boolean;
  readonly onInput: (value: string) => void;
  readonly onEnter?: () => void;
}

/** A date, or a date and a time: `2026-12-31` or `2026-12-31T23:59`; empty while it is not whole. */
export function DateField({
  id,
  label,
  value,
  invalid = false,
  description,
  hasTime,
  ...on
}: DateFieldProps) {
  return (
    <input
      class="date-field"
      type={hasTime ? 'datetime-local' : 'date'}
      max={hasTime ? '9999-12-31T23:59' : '9999-12-31'}
      id={id}
      aria-label={label}
      aria-invalid={invalid}
      aria-description={description}
      value={value}
      onInput={({ currentTarget }) => on.onInput(currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.isComposing) on.onEnter?.();
        if (event.key === 'Escape') on.onEscape?.();
      }}
    />
  );
}

interface SelectProps extends FieldProps {
  /** Whether typing narrows the list down. */
  readonly searchable?: boolean;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

export function Select(props: SelectProps) {
  const { id, label, value, invalid = false, options, searchable = false } = props;
  const outer = useInnerAria(searchable ? '.combobox-input' : '.face', props);
  useWholeOptions(outer);
  // Before it opens: the list takes its place from `position` at that moment.
  const turn = ({ currentTarget: select }: Event) => {
    if (!(select instanceof Element && 'position' in select && 'open' in select) || select.open === true)
      return;
    const page = document.documentElement.clientHeight;
    select.position = listPosition(select.getBoundingClientRect(), options.length, page);
  };
  return h(
    'vscode-single-select',
    {
      ref: outer,
      id,
      label,
      value,
      invalid,
      combobox: searchable,
      onChange: (event: Event) => props.onChange(valueOf(event)),
      onClickCapture: turn,
      onKeyDownCapture: turn,
      onKeyDown: ({ key }: KeyboardEvent) => {
        if (key === 'Escape') props.onEscape?.();
      },
    },
    // The list takes what its options say anew each time they change: without `selected` it would show the first.
    options.map((option) =>
      h(
        'vscode-option',
        { key: option.value, value: option.value, selected: option.value === value },
        option.label,
      ),
    ),
  );
}

function valueOf(event: Event): string {
  const target = event.currentTarget;
  return target instanceof Element && 'value' in target ? String(target.value) : '';
}
