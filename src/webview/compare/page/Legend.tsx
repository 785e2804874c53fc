import { RunMark } from './RunMark.tsx';
import type { RunName } from './names.ts';

interface LegendProps {
  readonly runs: readonly { readonly index: number }[];
  readonly names: readonly RunName[];
}

/** The line and the mark of each run on a picture. */
export function Legend({ runs, names }: LegendProps) {
  return (
    <>
      {runs.map(({ index }) => (
        <span key={index} title={names[index]?.name}>
          <RunMark index={index} letter={names[index]?.letter ?? ''} />
        </span>
      ))}
    </>
  );
}
