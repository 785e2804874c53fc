import { Failure } from '../learner/errors.ts';

/** Why nothing can be tried. */
type EmptyStudy =
  /** Nothing is varied, or leaving one feature out would leave none. */
  'nothing-varied' | 'one-feature';

/** Facts of each failure of a study, by its code. */
export type StudyFailure =
  | Failure<'study-empty', { readonly why: EmptyStudy }>
  | Failure<'study-too-large', { readonly trialCount: number; readonly limit: number }>
  /** A value at a path of the experiment: `path` such as "hyperparameters.wd", `found` as JSON, `expected` in words. */
  | Failure<'study-unusable', { readonly path: string; readonly found: string; readonly expected: string }>
  /** The split of the experiment `file` holds no rows out, so that there is nothing to compare trials on. */
  | Failure<'study-no-held-out-rows', { readonly file: string }>
  /** A split by this method has no folds, or the same ones each time that they are drawn. */
  | Failure<'study-no-folds', { readonly file: string; readonly method: string }>
  | Failure<'study-same-folds', { readonly file: string; readonly method: string }>
  | Failure<'study-too-many-folds', { readonly file: string; readonly folds: number; readonly most: number }>
  /** `file`: the table. `isDone`: all trials had been trained, from the table as it was. */
  | Failure<'study-data-changed', { readonly file: string; readonly isDone: boolean }>
  /** `file`: the experiment. */
  | Failure<'study-experiment-changed', { readonly file: string }>
  /** By this window, or by another whose process has the number `runner`. */
  | Failure<'study-running', { readonly studyId: string; readonly runner?: number }>
  | Failure<'study-unknown', { readonly studyId: string }>;

type Facts<Code extends StudyFailure['code']> = Extract<StudyFailure, { code: Code }>['facts'];

/** A failure of this folder; the message is for logs. */
export function studyFailure<Code extends StudyFailure['code']>(
  code: Code,
  facts: Facts<Code>,
  message: string,
): Failure<Code, Facts<Code>> {
  return new Failure(code, facts, message);
}
