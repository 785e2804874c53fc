import { t } from '../../kit/language/language.ts';
import { firstLearningCurve } from './forms.ts';
import type { FormProps } from './formProps.ts';
import { RepeatSettings, TextSetting } from './fields.tsx';
import { repeatsIn, sharesIn } from './formNumbers.ts';
import { StartRow } from './StartRow.tsx';

/** Which shares of the training rows, how often, and from which seed. */
export function LearningCurveForm({ state, choices, start }: FormProps) {
  const form = choices.value.learningCurve ?? firstLearningCurve;
  const set = (change: Partial<typeof form>) =>
    (choices.value = { ...choices.value, learningCurve: { ...form, ...change } });
  const shares = sharesIn(form.shares);
  const numbers = repeatsIn(form);
  const { repeats, seed } = numbers;
  const isWhole = shares !== undefined && repeats !== undefined && seed !== undefined;
  const begin = () => {
    if (isWhole) start({ kind: 'learning-curve', shares: [...shares], repeats, seed });
  };
  return (
    <>
      <p class="intro">
        {t(
          'Trains the experiment on parts of its training rows and evaluates each model on held-out rows. It shows whether more rows would make the model better.',
        )}
      </p>
      <div class="settings">
        <TextSetting
          isWide
          label={t('Shares of the training rows, in percent')}
          value={form.shares}
          problem={shares === undefined ? t('two or more numbers above 0 and up to 100') : undefined}
          onInput={(text) => set({ shares: text })}
          onEnter={begin}
        />
        <RepeatSettings form={form} numbers={numbers} set={set} onEnter={begin} />
      </div>
      <StartRow state={state} count={isWhole ? countOf(shares, repeats) : undefined} onStart={begin} />
    </>
  );
}

/** All of the rows are the same rows each time. */
const countOf = (shares: readonly number[], repeats: number) =>
  shares.reduce((sum, share) => sum + (share === 1 ? 1 : repeats), 0);
