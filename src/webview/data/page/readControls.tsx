import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Select, TextField } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';

interface LabelledProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

function Labelled({ label, children }: LabelledProps) {
  return (
    <span class="labelled">
      <span aria-hidden="true">{label}</span>
      {children}
    </span>
  );
}

interface OptionControlProps<Value> {
  readonly label: string;
  /** undefined while it is worked out from the file, and not known. */
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
}

interface ChoiceProps<Value extends string> extends OptionControlProps<Value> {
  readonly options: readonly { readonly value: Value; readonly label: string }[];
}

/** One of a few values, taken at once. */
export function ReadChoice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, value, options, onChange } = props;
  const unknown = { value: 'unknown', label: t('detected from the file') };
  const shown = value === undefined ? [unknown, ...options] : options;
  return (
    <Labelled label={label}>
      <Select
        label={label}
        value={value ?? unknown.value}
        options={shown}
        onChange={(next) => {
          const chosen = options.find((option) => option.value === next);
          if (chosen !== undefined && chosen.value !== value) onChange(chosen.value);
        }}
      />
    </Labelled>
  );
}

/** A text that counts once Enter is pressed or the field is left. */
function useCommitted(value: string, commit: (text: string) => void) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return {
    text,
    setText,
    commit: () => {
      if (text !== value) commit(text);
    },
  };
}

/** Words, with commas between them. */
export function ReadWords({ label, value = [], onChange }: OptionControlProps<readonly string[]>) {
  const field = useCommitted(value.join(', '), (text) =>
    onChange(
      text
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    ),
  );
  return <Committed label={label} field={field} />;
}

/** A number of lines; other text changes nothing. */
export function ReadCount({ label, value, onChange }: OptionControlProps<number>) {
  const field = useCommitted(value === undefined ? '' : String(value), (text) => {
    if (/^\d{1,7}$/.test(text.trim())) onChange(Number(text));
    else field.setText(value === undefined ? '' : String(value));
  });
  return <Committed label={label} field={field} isShort />;
}

/** A character, or none. */
export function ReadCharacter({ label, value = '', onChange }: OptionControlProps<string>) {
  const field = useCommitted(value, (text) => onChange(text.trim().slice(0, 1)));
  return <Committed label={label} field={field} isShort />;
}

interface CommittedProps {
  readonly label: string;
  readonly field: ReturnType<typeof useCommitted>;
  readonly isShort?: boolean;
}

function Committed({ label, field, isShort = false }: CommittedProps) {
  return (
    <Labelled label={label}>
      <span class={isShort ? 'how-short' : 'how-text'} onFocusOut={field.commit}>
        <TextField label={label} value={field.text} onInput={field.setText} onEnter={field.commit} />
      </span>
    </Labelled>
  );
}
