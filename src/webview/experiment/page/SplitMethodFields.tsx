import { useEffect, useState } from 'preact/hooks';
import type { SplitMethod } from '../../../data/shapes/splitting.ts';
import { TextField } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { ColumnPicker } from './ColumnPicker.tsx';
import { useEditing } from './editing.ts';
import { ChoiceField, Field } from './fields.tsx';
import { fieldId } from './refusals.ts';
import type { SectionProps } from './sectionProps.ts';
import { chosenOf, drawsByColumn, splitEdit } from './splitEdit.ts';
import type { ChosenMethod } from './splitEdit.ts';

const names = (): Readonly<Record<SplitMethod, string>> => ({
  random: t('Random'),
  stratified: t('Stratified by the target'),
  group: t('Groups stay together'),
  time: t('The newest rows are held out'),
  column: t('By values of a column'),
  hash: t('By the hash of a key'),
});

const hints = (): Readonly<Partial<Record<SplitMethod, string>>> => ({
  stratified: t('Each class has the same share in every set.'),
  group: t('All rows with the same value, such as a customer, are in one set.'),
  time: t('The model is trained on older rows than it is evaluated on.'),
  hash: t('A row stays in its set when others are added to the table.'),
});

/** How rows are drawn; what the method needs besides is requested before the file changes. */
export function SplitMethodFields({ state, port, run }: SectionProps) {
  const { edit } = useEditing();
  const { split } = state.experiment;
  const inFile = chosenOf(split);
  const [chosen, setChosen] = useState(inFile);
  useEffect(() => setChosen(inFile), [JSON.stringify(inFile)]);
  const { method, column } = chosen;
  const commit = (next: ChosenMethod) => {
    setChosen(next);
    const edited = splitEdit(split, next);
    if (edited !== undefined && JSON.stringify(next) !== JSON.stringify(inFile))
      edit(['split'], edited, { label: t('Method') });
  };
  const values = (label: string, key: 'test' | 'validation') => (
    <Field label={label} hint={t('with commas between them')}>
      <span onFocusOut={() => commit(chosen)}>
        <TextField
          label={label}
          value={chosen[key]}
          onInput={(text) => setChosen({ ...chosen, [key]: text })}
          onEnter={() => commit(chosen)}
          onEscape={() => setChosen({ ...chosen, [key]: inFile[key] })}
        />
      </span>
    </Field>
  );
  return (
    <>
      <Field label={t('Method')} hint={hints()[method]}>
        <ChoiceField
          label={t('Method')}
          path={['split', 'method']}
          value={method}
          options={methodsOf(names())}
          send={(next) => {
            const found = methodsOf(names()).find(({ value }) => value === next);
            if (found !== undefined) commit({ ...chosen, method: found.value });
          }}
        />
      </Field>
      {drawsByColumn[method] && (
        <Field
          label={t('Column')}
          hint={column === '' ? t('The split changes once a column is chosen.') : undefined}
        >
          <ColumnPicker
            {...{ port, run }}
            id={fieldId(['split', 'column'])}
            label={t('Column of the split')}
            value={column}
            onInput={(name) => setChosen({ ...chosen, column: name })}
            onCommit={() => commit(chosen)}
          />
        </Field>
      )}
      {method === 'column' && (
        <>
          {values(t('Test values'), 'test')}
          {values(t('Validation values'), 'validation')}
        </>
      )}
    </>
  );
}

const methodsOf = (texts: Readonly<Record<SplitMethod, string>>) =>
  (['random', 'stratified', 'group', 'time', 'column', 'hash'] as const).map((value) => ({
    value,
    label: texts[value],
  }));
