import type { FilterProblem } from '../contract.ts';
import { IconButton, TextField } from '../../kit/controls/controls.tsx';
import { MenuButton } from '../../kit/controls/MenuButton.tsx';
import { t } from '../../kit/language/language.ts';

interface FilterBoxProps {
  readonly value: string;
  readonly problems: readonly FilterProblem[];
  readonly onInput: (value: string) => void;
}

/** What is written stays as it is: these are words of the filter's language. */
const examples = [
  ['rmse < 5000', 'r2 >= 0.9', 'auc > 0.8'],
  ['today', 'this week', 'this month'],
  ['local', 'aws', 'failed', 'pinned', 'changed', 'not failed'],
  ['tag:baseline', 'title:salary', 'epochs >= 10', 'cost > 0.1', 'optimizer = adam'],
] as const;

export function FilterBox({ value, problems, onInput }: FilterBoxProps) {
  const said = problems.map(problemText).join(' ');
  const [metrics, times, words, others] = examples;
  const groupOf = (label: string, all: readonly string[]) => ({
    label,
    items: all.map((example) => ({
      label: example,
      onChoose: () => onInput(`${value.trim()} ${example}`.trim()),
    })),
  });
  return (
    <div class="runs-filter">
      <TextField
        label={t('Filter runs')}
        placeholder="rmse < 5000 local this week"
        value={value}
        invalid={problems.length > 0}
        description={said}
        onInput={onInput}
        onEscape={() => onInput('')}
      />
      {value !== '' && <IconButton icon="close" label={t('Clear the filter')} onClick={() => onInput('')} />}
      <span class="q s">
        <MenuButton
          label={t('Examples of filters')}
          about={t(
            'Terms are separated by spaces; a run must meet all of them. Other words are searched in title, note, tags and names.',
          )}
          groups={[
            groupOf(t('Metrics'), metrics),
            groupOf(t('Time'), times),
            groupOf(t('Runs'), words),
            groupOf(t('Columns'), others),
          ]}
        >
          {t('Examples')}
        </MenuButton>
      </span>
      <div class="runs-problem s" role="status">
        {said}
      </div>
    </div>
  );
}

function problemText(problem: FilterProblem): string {
  switch (problem.kind) {
    case 'name':
      return problem.near === undefined
        ? t('“{0}” is neither a metric, nor a column, nor a setting of these runs.', problem.text)
        : t('“{0}” is not known. Did you mean {1}?', problem.text, problem.near);
    case 'number':
      return t('{0} is compared with a number, and “{1}” is not one.', problem.name, problem.text);
    case 'value':
      return t('“{0}” is incomplete: write, for example, rmse < 5000 or tag:baseline.', problem.text);
    case 'comparison':
      return t('{0} is text: match all of it with =, or search it with {0}:word.', problem.name);
    case 'or':
      return t('“or” is not supported: a run must meet all terms.');
  }
}
