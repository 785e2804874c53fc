export const studyKinds = ['cross-validation', 'variations', 'learning-curve'] as const;
export type StudyKind = (typeof studyKinds)[number];

/** Rows of a ranking that are sent at once. */
export const mostRanked = 200;

/** Folds that are sent to a page. */
export const mostFolds = 500;
