import { hasPlainLoss } from '../../../learner/hyperparameters/plainLoss.ts';
import { numericHyperparameter } from '../../../learner/hyperparameters/parse.ts';
import type { Evaluation, RegressionMetrics } from '../../../learner/metrics/evaluation.ts';
import type { LossCurves, TrainingAdvice } from '../contract.ts';

/** How a training ended. */
type TrainingEnd = Pick<LossCurves, 'stillFalling' | 'stoppedEarly'>;

/** `hyperparameters` are the job's. */
export function adviceOf(
  hyperparameters: Readonly<Record<string, string>>,
  end: TrainingEnd,
  evaluation?: Evaluation,
): TrainingAdvice {
  const meanError = meanErrorOf(hyperparameters, evaluation);
  const isShort =
    end.stillFalling || evaluation?.reference?.model === 'worse' || meanError?.isTrained === true;
  const longer = isShort ? longerTraining(hyperparameters, end) : undefined;
  return {
    ...(longer === undefined ? {} : { longer }),
    ...(meanError === undefined ? {} : { meanError }),
  };
}

/** Epochs cost time linearly; a training of so many is not short of them. */
const mostEpochs = 10_000;
const timesLonger = 4;
const leastPatience = 10;

/** Four times the epochs, and where early stopping ended the training, more patience with smaller gains. */
function longerTraining(
  given: Readonly<Record<string, string>>,
  { stoppedEarly }: TrainingEnd,
): Readonly<Record<string, number>> | undefined {
  // They have the same default for every predictor type.
  const valueOf = (name: string) => numericHyperparameter(given, name, 'regressor');
  const epochs = valueOf('epochs');
  if (!(epochs < mostEpochs)) return undefined;
  return {
    epochs: Math.min(mostEpochs, timesLonger * epochs),
    ...(stoppedEarly
      ? {
          early_stopping_patience: Math.max(leastPatience, 2 * valueOf('early_stopping_patience')),
          early_stopping_tolerance: Number((valueOf('early_stopping_tolerance') / 10).toPrecision(3)),
        }
      : {}),
  };
}

function meanErrorOf(
  hyperparameters: Readonly<Record<string, string>>,
  evaluation: Evaluation | undefined,
): TrainingAdvice['meanError'] {
  if (evaluation?.predictorType !== 'regressor' || !hasPlainLoss('regressor', hyperparameters))
    return undefined;
  const { metrics, trainMetrics, targetTransform } = evaluation;
  // Least squares of a function of the target has a mean error of 0 in that function alone.
  if (targetTransform !== undefined) return undefined;
  return isFarFromZero(metrics)
    ? { value: metrics.bias, isTrained: isFarFromZero(trainMetrics) && trainMetrics.bias * metrics.bias > 0 }
    : undefined;
}

/** Standard errors beyond which a mean is no chance (three sigma: Shewhart, 1931). */
const chance = 3;
/** Standard deviations of the errors from which a mean matters (a small effect: Cohen, 1988). */
const leastEffect = 0.2;

/** Least squares has a mean error of 0 on its training rows; on others it differs by chance alone. */
function isFarFromZero({ rowCount, mse, bias }: RegressionMetrics): boolean {
  if (rowCount < 2) return false;
  const deviation = Math.sqrt((Math.max(0, mse - bias * bias) * rowCount) / (rowCount - 1));
  return Math.abs(bias) > Math.max(leastEffect * deviation, (chance * deviation) / Math.sqrt(rowCount));
}
