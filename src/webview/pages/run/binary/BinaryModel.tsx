import { useState } from 'preact/hooks';
import type { BinaryEvaluation } from '../../../../learner/evaluation.ts';
import { Link } from '../../kit/controls.tsx';
import { t } from '../../kit/language.ts';
import { scoreText } from '../../kit/numbers.ts';
import { CoefficientTable } from '../CoefficientTable.tsx';
import { quotedName } from '../../kit/evaluation/names.ts';

/** What moves the answer most, and the coefficients behind it. */
export function BinaryModel({ evaluation }: { readonly evaluation: BinaryEvaluation }) {
  const { featureNames, coefficients, target, classNames } = evaluation;
  const [open, setOpen] = useState(false);
  return (
    <div class="hero">
      <p>
        {strongestText(evaluation)}{' '}
        <Link onClick={() => setOpen(!open)}>{open ? t('Hide the coefficients') : t('Coefficients')}</Link>
      </p>
      {open && (
        <CoefficientTable
          label={t('Coefficients of {0}', target)}
          featureNames={featureNames}
          classes={[{ name: scoreName(evaluation), bias: coefficients.bias, weights: coefficients.weights }]}
          note={
            evaluation.scoreKind === 'probability'
              ? t('The probability of {0} is 1 / (1 + exp(−sum)).', quotedName(classNames[1]))
              : t(
                  '{0} is answered from a sum of {1} on.',
                  quotedName(classNames[1]),
                  scoreText(evaluation.threshold),
                )
          }
        />
      )}
    </div>
  );
}

const scoreName = ({ classNames }: BinaryEvaluation) => t('Weight for {0}', quotedName(classNames[1]));

/** The feature whose usual spread moves the sum most. */
function strongestText(evaluation: BinaryEvaluation): string {
  const { featureNames, coefficients, classNames, scoreKind } = evaluation;
  const strengths = coefficients.weights.map(
    (weight, index) => Math.abs(weight) * spreadOf(evaluation, index),
  );
  const strongest = strengths.indexOf(Math.max(...strengths));
  const name = featureNames[strongest] ?? '';
  const weight = coefficients.weights[strongest] ?? 0;
  if (scoreKind === 'probability')
    return t(
      '{0} moves the answer most: one more multiplies the odds of {1} by {2}.',
      name,
      quotedName(classNames[1]),
      scoreText(Math.exp(weight)),
    );
  return weight > 0
    ? t('{0} moves the answer most: more of it speaks for {1}.', name, quotedName(classNames[1]))
    : t('{0} moves the answer most: more of it speaks for {1}.', name, quotedName(classNames[0]));
}

/** Standard deviation of a feature over the held-out rows. */
function spreadOf({ pairs }: BinaryEvaluation, index: number): number {
  const values = pairs.map(({ features }) => features[index] ?? 0);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
