import type { PreflightFacts } from '../shapes/findings.ts';
import type { ExperimentKind } from './experimentKind.ts';

/** Feature columns per training row from which a linear model overfits noticeably: fewer than five rows each. */
const manyShare = 0.2;
const validationShare = 0.2;

/** Of several models the one with the lowest loss is kept: on the training rows, that is the one that fits them too closely. */
export const manyFeatures: ExperimentKind<PreflightFacts['many-features']> = {
  severity: 'warning',
  hint: 'overfitting',
  find({ featureCount, rowCounts: { train: trainRows, validation }, experiment }) {
    const isOfSeveral = experiment.hyperparameters['num_models'] !== 1;
    if (!isOfSeveral || validation > 0 || featureCount <= trainRows * manyShare) return [];
    const fix = { path: ['split', 'validation'], value: validationShare };
    return [{ facts: { featureCount, trainRows }, fix }];
  },
  words: ({ t, number }, { featureCount, trainRows }) =>
    t(
      '{0} feature columns for {1} training rows, and no validation rows: the model is chosen by its training loss, which is lowest where it overfits.',
      number(featureCount),
      number(trainRows),
    ),
  advice: ({ t }) => t('Hold rows out for validation.'),
};
