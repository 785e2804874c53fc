import type { ExperimentEdit } from '../../../data/comparison/experimentDifference.ts';
import type { ComparedState } from '../contract.ts';
import { settingName } from '../../kit/language/settingNames.ts';
import { editWords } from './settingWords.ts';

/** A setting that is not the same for all, with its value of each run; undefined where the run could not be read. */
export interface SettingRow {
  readonly name: string;
  readonly values: readonly (string | undefined)[];
  /** For each run whether it has it otherwise than the base. */
  readonly isOther: readonly boolean[];
}

/** Settings in which runs differ from their base, in the order of the experiment. */
export function settingRows({ runs, base }: ComparedState): readonly SettingRow[] {
  const keys = new Map<string, ExperimentEdit>();
  const byRun = runs.map(({ against }) => {
    const edits = new Map<string, ExperimentEdit>();
    for (const edit of against?.experiment ?? []) {
      const key = keyOf(edit);
      edits.set(key, edit);
      if (!keys.has(key)) keys.set(key, edit);
    }
    return edits;
  });
  return [...keys].map(([key, first]) => {
    const before = editWords(first).before;
    return {
      name: settingName(first.path),
      values: runs.map(({ against }, run) => {
        if (run === base) return before;
        if (against === undefined) return undefined;
        const edit = byRun[run]?.get(key);
        return edit === undefined ? before : editWords(edit).after;
      }),
      isOther: runs.map((_, run) => byRun[run]?.has(key) === true),
    };
  });
}

/** Edits of one thing: of a feature with the base's entry, since a column may be several features. */
const keyOf = (edit: ExperimentEdit): string =>
  JSON.stringify([edit.kind, edit.path, 'from' in edit ? (edit.from ?? null) : null]);
