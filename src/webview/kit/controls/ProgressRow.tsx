import { Button } from './controls.tsx';
import { ProgressBar } from './ProgressBar.tsx';

interface ProgressRowProps {
  /** What is done, and how far it is. */
  readonly words: string;
  /** What else there is to say of it. */
  readonly rest: readonly string[];
  /** 0 to 1; undefined while it is not known. */
  readonly share: number | undefined;
  /** What screen readers say, in a few steps. */
  readonly spoken: string;
  readonly stop: string;
  readonly onStop: () => void;
}

/** Something that takes a while: its words, its bar, and the way to stop it. */
export function ProgressRow({ words, rest, share, spoken, stop, onStop }: ProgressRowProps) {
  return (
    <div class="progress-line">
      <span>
        {words}
        <span class="q">{rest.map((one) => ` · ${one}`)}</span>
      </span>
      <Button secondary onClick={onStop}>
        {stop}
      </Button>
      <ProgressBar label={words} share={share} />
      <span class="unseen" role="status">
        {spoken}
      </span>
    </div>
  );
}
