import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Select, TextField } from '../../kit/controls/controls.tsx';
import { useEditing } from './editing.ts';
import type { Json } from './editing.ts';
import { fieldId, keyOf, refusalText } from './refusals.ts';
import type { KeyPath } from './refusals.ts';

interface FieldProps {
  readonly label: ComponentChildren;
  /** What the value leads to. */
  readonly hint?: ComponentChildren;
  /** The control takes the whole width, under its label. */
  readonly whole?: boolean;
  readonly children: ComponentChildren;
}

/** A label, a control, and under it what follows from it. */
export function Field({ label, hint, whole = false, children }: FieldProps) {
  return (
    <div class={whole ? 'form-field whole' : 'form-field'}>
      <span class="form-label">{label}</span>
      <div>
        <div class="form-control">{children}</div>
        {hint !== undefined && <div class="q s">{hint}</div>}
      </div>
    </div>
  );
}

interface EditedProps {
  readonly label: string;
  /** The key of the file that it edits. */
  readonly path: KeyPath;
  /** What the file has. */
  readonly value: string;
  /** What the text means in the file; undefined removes the key. */
  readonly toFile?: (text: string) => Json | undefined;
  /** What makes the run fail here, although the file may have it. */
  readonly problem?: string | undefined;
  /** Read by a screen reader after the name. */
  readonly description?: string;
  /** It is invalid for a reason that is shown elsewhere. */
  readonly invalid?: boolean;
  /** Shown while the field is empty: what holds then. */
  readonly placeholder?: string;
}

/** What is typed or chosen, until the file has it: a value it cannot take stays, with the reason, until Escape. */
function useDraft({ path, value, label, toFile = (text) => text, problem }: EditedProps) {
  const { edit, dismiss, refusals } = useEditing();
  const [draft, setDraft] = useState(value);
  useEffect(() => {
    setDraft(value);
    return () => dismiss(path);
  }, [value, keyOf(path)]);
  const refusal = refusals.get(keyOf(path));
  return {
    draft,
    setDraft,
    problem: refusal === undefined ? problem : refusalText(refusal),
    commit: (next: string) =>
      next === value ? dismiss(path) : edit(path, toFile(next), { label, typed: next }),
    giveUp: () => {
      setDraft(value);
      dismiss(path);
    },
  };
}

function FieldProblem({ problem }: { readonly problem: string | undefined }) {
  return problem === undefined ? null : (
    <span class="field-problem s" role="alert">
      {problem}
    </span>
  );
}

/** A text field that speaks when it is left or Enter is pressed, not at every key. */
export function CommittedField({ className = '', ...props }: EditedProps & { readonly className?: string }) {
  const { draft, setDraft, problem, commit, giveUp } = useDraft(props);
  return (
    <>
      <span class={className} onFocusOut={() => commit(draft)}>
        <TextField
          id={fieldId(props.path)}
          label={props.label}
          value={draft}
          {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
          invalid={problem !== undefined || props.invalid === true}
          description={[problem, props.description].filter(Boolean).join(' ')}
          onInput={setDraft}
          onEnter={() => commit(draft)}
          onEscape={giveUp}
        />
      </span>
      <FieldProblem problem={problem} />
    </>
  );
}

interface NumberProps extends Omit<EditedProps, 'value' | 'toFile'> {
  readonly value: number;
  /** How many of the file's units one of the page's is. */
  readonly scale?: number;
}

/** A number; other text is sent unchanged, so that the host's validation explains it. */
export function NumberField({ value, scale = 1, ...props }: NumberProps) {
  const toFile = (text: string) => {
    const number = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(number)) return text;
    return scale === 1 ? number : Math.round(number * scale);
  };
  return <CommittedField {...props} value={String(value / scale)} toFile={toFile} className="short" />;
}

interface ChoiceProps extends EditedProps {
  /** Takes the choice to the file, where that is more than one key. */
  readonly send?: (value: string) => void;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** One of several values. */
export function ChoiceField({ options, send, ...props }: ChoiceProps) {
  const { draft, setDraft, problem, commit, giveUp } = useDraft(props);
  return (
    <>
      <Select
        id={fieldId(props.path)}
        label={props.label}
        value={draft}
        options={options}
        invalid={problem !== undefined || props.invalid === true}
        description={[problem, props.description].filter(Boolean).join(' ')}
        onChange={(next) => {
          setDraft(next);
          if (send === undefined || next === props.value) commit(next);
          else send(next);
        }}
        onEscape={giveUp}
      />
      <FieldProblem problem={problem} />
    </>
  );
}
