/** What a long piece of work is doing and how far it is. */
export interface Progress {
  readonly phase:
    | 'downloading'
    | 'reading'
    | 'profiling'
    | 'splitting'
    | 'fitting'
    | 'writing'
    | 'evaluating'
    | 'searching'
    | 'sorting';
  readonly done: number;
  /** May be an estimate, and smaller than `done` at the end. */
  readonly total: number;
  readonly unit: 'bytes' | 'rows' | 'columns';
}

/** Progress as the caller sees it. */
export interface EstimatedProgress extends Progress {
  /** Absent while it is too early to tell. */
  readonly secondsLeft?: number | undefined;
}
