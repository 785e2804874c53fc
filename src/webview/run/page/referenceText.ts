import type { Evaluation, ReferenceFit } from '../../../learner/metrics/evaluation.ts';
import type { LossCurves, TrainingAdvice } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { fixed, full, significant } from '../../kit/language/numbers.ts';

type Ended = Pick<LossCurves, 'epochCount' | 'stillFalling' | 'stoppedEarly'>;

/** How the model compares with a converged fit, in sentences; undefined where they cannot be compared. */
export function referenceText(evaluation: Evaluation, ended: Ended): string | undefined {
  const { reference } = evaluation;
  if (reference?.model === undefined || isContradicted(evaluation)) return undefined;
  const sentences = [
    comparison(evaluation, reference.model, ended),
    limitText(reference),
    sampleText(reference),
  ];
  return sentences.filter((text) => text !== '').join(' ');
}

/** Where a function of the target was learned, the model may be worse in that and better in the unit of the target. */
function isContradicted(evaluation: Evaluation): boolean {
  if (evaluation.predictorType !== 'regressor' || evaluation.targetTransform === undefined) return false;
  const [own, fit] = [evaluation.metrics.rmse, evaluation.reference?.metrics.rmse ?? Number.NaN];
  switch (evaluation.reference?.model) {
    case 'better':
      return !(own < fit);
    case 'worse':
      return !(own > fit);
    case 'level':
    case undefined:
      return false;
  }
}

function comparison(
  evaluation: Evaluation,
  model: NonNullable<ReferenceFit<unknown>['model']>,
  ended: Ended,
): string {
  const { metric, own, fit } = lossTexts(evaluation);
  const values = [metric, own, fitName(evaluation), fit] as const;
  switch (model) {
    case 'better':
      return t('{0} {1} on the held-out rows: better than {2}, which reaches {3}.', ...values);
    case 'level':
      return t(
        '{0} {1} on the held-out rows: no measurable difference from {2}, which reaches {3}.',
        ...values,
      );
    case 'worse':
      if (ended.stoppedEarly)
        return t(
          '{0} {1} on the held-out rows, where {2} reaches {3}: early stopping ended the training after {4} epochs.',
          ...values,
          fixed(ended.epochCount),
        );
      return ended.stillFalling
        ? t(
            '{0} {1} on the held-out rows, where {2} reaches {3}: the loss was still falling after the last of {4} epochs.',
            ...values,
            fixed(ended.epochCount),
          )
        : t(
            '{0} {1} on the held-out rows after {4} epochs, where {2} reaches {3}.',
            ...values,
            fixed(ended.epochCount),
          );
  }
}

function lossTexts(evaluation: Evaluation): Readonly<Record<'metric' | 'own' | 'fit', string>> {
  switch (evaluation.predictorType) {
    case 'regressor':
      return {
        metric: 'RMSE',
        own: significant(evaluation.metrics.rmse),
        fit: significant(evaluation.reference?.metrics.rmse),
      };
    case 'binary_classifier':
    case 'multiclass_classifier':
      return {
        metric: t('Log loss'),
        own: fixed(evaluation.judgement.logLoss, 3),
        fit: fixed(evaluation.reference?.metrics.logLoss, 3),
      };
  }
}

function fitName({ predictorType, reference }: Evaluation): string {
  const isConverged = reference?.isConverged === true;
  switch (predictorType) {
    case 'regressor':
      return isConverged ? t('a converged least-squares fit') : t('a least-squares fit');
    case 'binary_classifier':
      return isConverged ? t('a converged logistic regression') : t('a logistic regression');
    case 'multiclass_classifier':
      return isConverged ? t('a converged softmax regression') : t('a softmax regression');
  }
}

const limitText = ({ isConverged }: ReferenceFit<unknown>) =>
  isConverged ? '' : t('The fit reached its limit of work before it converged.');

/** What the fit left out, so that it took no longer than it may. */
function sampleText({ rows, columns }: ReferenceFit<unknown>): string {
  const [allRows, allColumns] = [rows.used === rows.of, columns.used === columns.of];
  if (allRows && allColumns) return '';
  if (allColumns) return t('The fit used {0} of {1} training rows.', fixed(rows.used), fixed(rows.of));
  return t(
    'The fit used {0} of {1} training rows and {2} of {3} feature columns.',
    fixed(rows.used),
    fixed(rows.of),
    fixed(columns.used),
    fixed(columns.of),
  );
}

/** The mean error of a regressor where it is far from zero. */
export function meanErrorText({ meanError }: TrainingAdvice, target: string): string {
  if (meanError === undefined) return '';
  const { value, isTrained } = meanError;
  const size = significant(Math.abs(value));
  const said =
    value < 0
      ? t('On average, predictions of {0} on the held-out rows are {1} too low.', target, size)
      : t('On average, predictions of {0} on the held-out rows are {1} too high.', target, size);
  const why = isTrained
    ? t('So are those on the training rows: the bias has not converged.')
    : t('Those on the training rows are not: the held-out rows differ from them.');
  return `${said} ${why}`;
}

/** "epochs to 60, early_stopping_patience to 10": what a longer training sets. */
export const longerText = (longer: Readonly<Record<string, number>>): string =>
  Object.entries(longer)
    .map(([name, value]) => t('{0} to {1}', name, full(value)))
    .join(', ');
