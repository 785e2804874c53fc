interface ProgressBarProps {
  readonly label: string;
  /** From 0 to 1; absent where it is not known how much is left. */
  readonly share?: number | undefined;
}

/** A thin line that is filled as work goes on, or moves while it is not known how far it is. */
export function ProgressBar({ label, share }: ProgressBarProps) {
  if (share === undefined)
    return (
      <div class="bar" role="progressbar" aria-label={label}>
        <i />
      </div>
    );
  const percent = Math.floor(100 * Math.min(1, Math.max(0, share)));
  return (
    <div
      class="bar known"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <i style={{ width: `${percent}%` }} />
    </div>
  );
}
