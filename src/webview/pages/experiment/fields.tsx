import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { TextField } from '../kit/controls.tsx';
import { t } from '../kit/language.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Sets one key of the file, or removes it. */
export type Edit = (path: readonly string[], value: Json | undefined) => void;

interface FieldProps {
  readonly label: string;
  /** What the value leads to. */
  readonly hint?: ComponentChildren;
  /** What makes the run fail here. */
  readonly problem?: string | undefined;
  /** The control takes the whole width, under its label. */
  readonly whole?: boolean;
  readonly children: ComponentChildren;
}

/** A label, a control, and under it what follows from it. */
export function Field({ label, hint, problem, whole = false, children }: FieldProps) {
  return (
    <div class={whole ? 'form-field whole' : 'form-field'}>
      <span class="form-label">{label}</span>
      <div>
        <div class="form-control">{children}</div>
        {problem !== undefined && <div class="field-problem s">{problem}</div>}
        {hint !== undefined && <div class="q s">{hint}</div>}
      </div>
    </div>
  );
}

interface CommittedProps {
  readonly label: string;
  readonly value: string;
  readonly onCommit: (value: string) => void;
  readonly className?: string;
  readonly invalid?: boolean;
}

/** A text field that speaks when it is left or Enter is pressed, not at every key. */
export function CommittedField({ label, value, onCommit, className = '', invalid = false }: CommittedProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const commit = () => {
    if (text !== value) onCommit(text);
  };
  return (
    <span class={className} onFocusOut={commit}>
      <TextField label={label} value={text} invalid={invalid} onInput={setText} onEnter={commit} />
    </span>
  );
}

interface NumberProps {
  readonly label: string;
  readonly value: number;
  readonly onCommit: (value: number) => void;
}

/** A number; what is no number is said beside the field and never reaches the file. */
export function NumberField({ label, value, onCommit }: NumberProps) {
  const [problem, setProblem] = useState<string | undefined>();
  const commit = (text: string) => {
    const number = text.trim() === '' ? Number.NaN : Number(text);
    setProblem(Number.isFinite(number) ? undefined : t('{0} is not a number.', text));
    if (Number.isFinite(number)) onCommit(number);
  };
  return (
    <>
      <CommittedField
        label={label}
        value={String(value)}
        onCommit={commit}
        className="short"
        invalid={problem !== undefined}
      />
      {problem !== undefined && (
        <span class="field-problem s" role="alert">
          {problem}
        </span>
      )}
    </>
  );
}

interface CheckboxProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Checkbox({ label, checked, onChange }: CheckboxProps) {
  return h('vscode-checkbox', {
    label,
    checked,
    onChange: (event: Event) => {
      const box = event.currentTarget;
      onChange(box instanceof Element && 'checked' in box && box.checked === true);
    },
  });
}
