import { Explained } from '../../kit/controls/Explained.tsx';

/** What each key of a feature means, by key. */
export type KeyHints = Readonly<Record<string, string>>;

interface HintedProps {
  readonly hints: KeyHints;
  readonly name: string;
  readonly label: string;
}

/** A label with what the schema says of its key. */
export function Hinted({ hints, name, label }: HintedProps) {
  const hint = hints[name];
  return hint === undefined ? <>{label}</> : <Explained text={hint}>{label}</Explained>;
}
