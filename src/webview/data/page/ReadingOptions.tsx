import type { ReadOptions } from '../../../data/shapes/read.ts';
import type { Reading } from '../../../data/shapes/reading.ts';
import { t } from '../../kit/language/language.ts';
import { ReadingRow } from './ReadingRow.tsx';
import { optionRows } from './optionRows.tsx';
import type { OptionRow } from './optionRows.tsx';

export interface ReadingOptionsProps {
  /** How the table was read; undefined where it could not be. */
  readonly reading: Reading | undefined;
  /** The options that were given, not found. */
  readonly given: ReadOptions;
  /** The experiment that gives them; the page itself when absent. */
  readonly experiment: string | undefined;
  readonly change: (read: ReadOptions) => void;
  readonly back: (keys: readonly (keyof ReadOptions)[]) => void;
}

/** Every decision on how the file is read, each with a way to change it. */
export function ReadingOptions(props: ReadingOptionsProps) {
  const { reading, given, experiment, change, back } = props;
  const rows = optionRows({ options: reading?.options ?? given, reading, change });
  const changedBy = experiment === undefined ? t('changed on this page') : t('set in {0}', experiment);
  return (
    <dl class="how">
      {rows.map((row) => (
        <ReadingRow
          key={row.term}
          term={row.term}
          value={row.value ?? <span class="q">{t('detected from the file')}</span>}
          reason={reasonOf(row, reading)}
          changedBy={row.keys.some((key) => given[key] !== undefined) ? changedBy : undefined}
          shortcut={row.shortcut}
          onBack={() => back(row.keys)}
        >
          {row.controls}
        </ReadingRow>
      ))}
    </dl>
  );
}

function reasonOf({ doubt, reason }: OptionRow, reading: Reading | undefined): string | undefined {
  if (doubt === undefined || reading?.unsure.includes(doubt) !== true) return reason;
  return reason === undefined ? t('not certain') : t('{0}; not certain', reason);
}
