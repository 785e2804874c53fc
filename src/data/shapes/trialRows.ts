/** Which rows of an experiment are trained on, selected with and held out. */
export type TrialRows =
  /** As its split says, without the rows that have a gap in these columns: those of features that a trial leaves out. */
  | { readonly kind: 'split'; readonly withoutGapsIn?: readonly string[] }
  /** One of the folds that its split method draws with this seed is held out; `fold` counts from 0. */
  | { readonly kind: 'fold'; readonly folds: number; readonly fold: number; readonly seed: number }
  /** As its split says, but only a share of the training rows, drawn with this seed; those of a smaller share are among them. */
  | { readonly kind: 'share'; readonly share: number; readonly seed: number };

export const splitAsPlanned: TrialRows = { kind: 'split' };
