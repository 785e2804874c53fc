import type { ComponentChildren } from 'preact';
import { TextField } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import type { RepeatNumbers, RepeatsForm } from './formNumbers.ts';

interface SettingProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** A label above a small control. */
function Setting({ label, children }: SettingProps) {
  return (
    <div class="setting">
      <span class="s q">{label}</span>
      {children}
    </div>
  );
}

interface NumberSettingProps {
  readonly label: string;
  readonly value: string;
  /** Why the value cannot be taken. */
  readonly problem: string | undefined;
  readonly onInput: (text: string) => void;
  readonly onEnter: () => void;
  readonly isWide?: boolean;
}

export function TextSetting({ label, value, problem, onInput, onEnter, isWide = false }: NumberSettingProps) {
  return (
    <Setting label={label}>
      <span class={isWide ? 'setting-wide' : 'setting-short'}>
        <TextField
          label={label}
          value={value}
          invalid={problem !== undefined}
          description={problem}
          onInput={onInput}
          onEnter={onEnter}
        />
      </span>
      {problem !== undefined && <span class="field-problem s">{problem}</span>}
    </Setting>
  );
}

interface SeedSettingProps extends Pick<NumberSettingProps, 'value' | 'onEnter'> {
  /** What the field holds; undefined where it is no such number. */
  readonly number: number | undefined;
  readonly set: (change: { readonly seed: string }) => void;
}

/** What random numbers start from. */
export const SeedSetting = ({ number, set, ...field }: SeedSettingProps) => (
  <TextSetting
    {...field}
    label={t('Seed')}
    problem={number === undefined ? t('a whole number from 0') : undefined}
    onInput={(seed) => set({ seed })}
  />
);

interface RepeatSettingsProps extends Pick<NumberSettingProps, 'onEnter'> {
  readonly form: RepeatsForm;
  /** What the form holds. */
  readonly numbers: RepeatNumbers;
  readonly set: (change: Partial<RepeatsForm>) => void;
}

/** How often rows are drawn anew, and from which seed. */
export const RepeatSettings = ({ form, numbers, set, onEnter }: RepeatSettingsProps) => (
  <>
    <TextSetting
      label={t('Repeats')}
      value={form.repeats}
      problem={numbers.repeats === undefined ? t('a whole number from 1') : undefined}
      onInput={(repeats) => set({ repeats })}
      onEnter={onEnter}
    />
    <SeedSetting value={form.seed} number={numbers.seed} set={set} onEnter={onEnter} />
  </>
);
