import { t } from '../../kit/language/language.ts';
import { firstCrossValidation } from './forms.ts';
import type { FormProps } from './formProps.ts';
import { RepeatSettings, TextSetting } from './fields.tsx';
import { repeatsIn, wholeNumber } from './formNumbers.ts';
import { foldsWords } from './studyWords.ts';
import { StartRow } from './StartRow.tsx';

const mostFolds = 100;

/** How many folds, how often, and from which seed. */
export function CrossValidationForm({ state, choices, start }: FormProps) {
  const form = choices.value.crossValidation ?? firstCrossValidation;
  const set = (change: Partial<typeof form>) =>
    (choices.value = { ...choices.value, crossValidation: { ...form, ...change } });
  const folds = wholeNumber(form.folds, { min: 2, max: mostFolds });
  const numbers = repeatsIn(form);
  const { repeats, seed } = numbers;
  const isWhole = folds !== undefined && repeats !== undefined && seed !== undefined;
  const begin = () => {
    if (isWhole) start({ kind: 'cross-validation', folds, repeats, seed });
  };
  return (
    <>
      <p class="intro">
        {t(
          'Trains the experiment once for each fold and evaluates it on the rows of that fold, so that every row is held out once. It shows how far the metric depends on which rows were held out.',
        )}{' '}
        {foldsWords(state.split)}
      </p>
      <div class="settings">
        <TextSetting
          label={t('Folds')}
          value={form.folds}
          problem={folds === undefined ? t('a whole number from 2 to {0}', mostFolds) : undefined}
          onInput={(text) => set({ folds: text })}
          onEnter={begin}
        />
        <RepeatSettings form={form} numbers={numbers} set={set} onEnter={begin} />
      </div>
      <StartRow state={state} count={isWhole ? folds * repeats : undefined} onStart={begin} />
    </>
  );
}
