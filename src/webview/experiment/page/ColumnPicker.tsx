import { useEffect, useId, useState } from 'preact/hooks';
import type { SectionProps } from './sectionProps.ts';

interface PickerProps extends Pick<SectionProps, 'port' | 'run'> {
  readonly id?: string;
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly invalid?: boolean;
  /** At every key, and when a name is chosen. */
  readonly onInput: (name: string) => void;
  /** The field was left, or Enter pressed. */
  readonly onCommit?: () => void;
}

/** A field for the name of a column that offers those with the typed text: a table may have too many for a menu. */
export function ColumnPicker({
  port,
  run,
  id,
  label,
  value,
  placeholder,
  invalid = false,
  onInput,
  onCommit,
}: PickerProps) {
  const list = useId();
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    const ending = new AbortController();
    const ask = async () => {
      try {
        setNames(await port.request('suggestColumns', { text: value }, { signal: ending.signal }));
      } catch (error) {
        if (!ending.signal.aborted) throw error;
      }
    };
    run(ask());
    return () => ending.abort();
  }, [port, value]);
  return (
    <>
      <input
        id={id}
        type="text"
        class="picker"
        list={list}
        aria-label={label}
        placeholder={placeholder}
        value={value}
        aria-invalid={invalid}
        spellcheck={false}
        autocomplete="off"
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        onBlur={onCommit}
        onKeyDown={({ key, isComposing }) => {
          if (key === 'Enter' && !isComposing) onCommit?.();
        }}
      />
      <datalist id={list}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
