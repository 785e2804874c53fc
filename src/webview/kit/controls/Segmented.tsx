import { useRovingFocus } from './rovingFocus.ts';

interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}

/** A switch between two to four views; one tab stop, arrow keys. */
export function Segmented<Value extends string>({ label, value, options, onChange }: SegmentedProps<Value>) {
  const selected = Math.max(
    0,
    options.findIndex((option) => option.value === value),
  );
  const focus = useRovingFocus(options.length, selected);
  return (
    <div ref={focus.ref} class="seg" role="group" aria-label={label} onKeyDown={focus.onKeyDown}>
      {options.map((option, index) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          tabIndex={focus.tabIndexOf(index)}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
