import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { h } from 'preact';
import type { ComponentChildren } from 'preact';

export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'q';

/** A codicon; decoration only, the word stands beside it. */
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
}

export function IconButton({ icon, label, onClick, tabIndex, pressed }: IconButtonProps) {
  return (
    <button
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
  onClick,
}: {
  readonly children: ComponentChildren;
  readonly onClick: () => void;
}) {
  return (
    <button type="button" class="link" onClick={onClick}>
      {children}
    </button>
  );
}

interface TextFieldProps {
  readonly id?: string;
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly onEnter?: () => void;
  readonly invalid?: boolean;
  readonly disabled?: boolean;
  readonly placeholder?: string;
}

export function TextField({
  id,
  label,
  value,
  onInput,
  onEnter,
  invalid,
  disabled,
  ...rest
}: TextFieldProps) {
  return h('vscode-textfield', {
    id,
    label,
    value,
    invalid: invalid ?? false,
    'aria-invalid': invalid ?? false,
    disabled: disabled ?? false,
    ...rest,
    onInput: (event: Event) => onInput(valueOf(event)),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter' && !event.isComposing) onEnter?.();
    },
  });
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
  readonly invalid?: boolean;
}

export function Select({ label, value, options, onChange, invalid = false }: SelectProps) {
  return h(
    'vscode-single-select',
    {
      label,
      value,
      invalid,
      'aria-label': label,
      'aria-invalid': invalid,
      onChange: (event: Event) => onChange(valueOf(event)),
    },
    options.map((option) => h('vscode-option', { key: option.value, value: option.value }, option.label)),
  );
}

function valueOf(event: Event): string {
  const target = event.currentTarget;
  return target instanceof Element && 'value' in target ? String(target.value) : '';
}
