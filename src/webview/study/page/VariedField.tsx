import { Checkbox } from '../../kit/controls/Checkbox.tsx';
import { TextField } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import type { Variable } from '../contract.ts';
import { pathWords, valueWords } from './studyWords.ts';

interface VariedFieldProps {
  readonly variable: Variable;
  readonly text: string;
  readonly problem: string | undefined;
  readonly onText: (text: string) => void;
}

/** Few words are boxes to check; numbers are listed in a field. */
export function VariedField({ variable, text, problem, onText }: VariedFieldProps) {
  const label = t('Values of {0}', pathWords(variable.path));
  return (
    <>
      {variable.kind === 'choice' ? (
        <WordBoxes label={label} variable={variable} text={text} onText={onText} />
      ) : (
        <TextField
          label={label}
          value={text}
          invalid={problem !== undefined}
          description={[
            problem,
            variable.range,
            t('Separate values by commas. For random search, a range such as 0.001 to 1.'),
          ]
            .filter((sentence) => sentence !== undefined && sentence !== '')
            .join(' ')}
          onInput={onText}
        />
      )}
      {problem !== undefined && <span class="field-problem s">{problem}</span>}
    </>
  );
}

interface WordBoxesProps {
  readonly label: string;
  readonly variable: Variable;
  readonly text: string;
  readonly onText: (text: string) => void;
}

function WordBoxes({ label, variable: { choices, path }, text, onText }: WordBoxesProps) {
  const words = choices.map(String);
  const chosen = new Set(text.split(',').map((part) => part.trim()));
  const toggled = (word: string, isOn: boolean) =>
    words.filter((one) => (one === word ? isOn : chosen.has(one))).join(', ');
  return (
    <div class="word-boxes" role="group" aria-label={label}>
      {choices.map((value) => (
        <Checkbox
          key={String(value)}
          label={valueWords(value, path)}
          checked={chosen.has(String(value))}
          onChange={(isOn) => onText(toggled(String(value), isOn))}
        />
      ))}
    </div>
  );
}
