import type { ComparedState, ShownRun } from '../contract.ts';
import { dateTime } from '../../kit/language/numbers.ts';

/** What a run is called where there is room for a letter, and where there is more. */
export interface RunName {
  readonly letter: string;
  /** Its title; of runs with one title with its time, or else its job. */
  readonly name: string;
}

/** Runs of one experiment have one title, and their names still differ. */
export function runNames(runs: readonly ShownRun[]): readonly RunName[] {
  const titles = runs.map((run) => run.run?.title ?? run.trainingJobName);
  const timed = runs.map((run, index) =>
    run.run === undefined ? run.trainingJobName : `${titles[index] ?? ''}, ${dateTime(run.run.createdAt)}`,
  );
  return runs.map(({ trainingJobName }, index) => {
    const [title = '', withTime = ''] = [titles[index], timed[index]];
    const isOnly = (names: readonly string[], name: string) =>
      names.filter((other) => other === name).length === 1;
    const name = isOnly(titles, title) ? title : isOnly(timed, withTime) ? withTime : trainingJobName;
    return { letter: letterOf(index), name };
  });
}

/** A, B, C… in the order of the runs. */
const letterOf = (index: number): string => String.fromCodePoint(65 + index);

/** The run whose rows are shown beside the base's: the one that was chosen, or else the first. */
export function chosenRun({ runs, base }: ComparedState, chosen: string | undefined): number | undefined {
  const others = [...runs.keys()].filter((index) => index !== base && runs[index]?.against !== undefined);
  return others.find((index) => runs[index]?.trainingJobName === chosen) ?? others[0];
}
