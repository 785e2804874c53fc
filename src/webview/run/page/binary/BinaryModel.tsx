import { useMemo, useState } from 'preact/hooks';
import type { BinaryEvaluation } from '../../../../learner/metrics/evaluation.ts';
import { Link } from '../../../kit/controls/controls.tsx';
import { t } from '../../../kit/language/language.ts';
import { scoreText } from '../../../kit/language/numbers.ts';
import { byInfluence } from '../coefficients.ts';
import type { Coefficient } from '../coefficients.ts';
import { CoefficientTable } from '../CoefficientTable.tsx';
import { quotedName } from '../../../kit/evaluation/names.ts';

/** What moves the answer most, and the coefficients behind it. */
export function BinaryModel({ evaluation }: { readonly evaluation: BinaryEvaluation }) {
  const { coefficients, target } = evaluation;
  const [open, setOpen] = useState(false);
  const rows = useMemo(() => byInfluence(evaluation, [coefficients.weights]), [evaluation]);
  const [strongest] = rows;
  return (
    <div class="hero">
      <p>
        {strongest && strongestText(evaluation, strongest)}{' '}
        <Link onClick={() => setOpen(!open)}>{open ? t('Hide the coefficients') : t('Coefficients')}</Link>
      </p>
      {open && (
        <CoefficientTable
          target={target}
          testId="coefficients"
          coefficients={rows}
          influenceLabel={t('Per standard deviation')}
          weights={[{ label: scoreName(evaluation), bias: coefficients.bias }]}
          note={sumText(evaluation)}
        />
      )}
    </div>
  );
}

const scoreName = ({ classNames }: BinaryEvaluation) => t('Weight for {0}', quotedName(classNames[1]));

/** What becomes of the sum. */
function sumText({ classNames, scoreKind, threshold }: BinaryEvaluation): string {
  return scoreKind === 'probability'
    ? t('The probability of {0} is 1 / (1 + exp(−sum)).', quotedName(classNames[1]))
    : t('{0} is predicted from a sum of {1}.', quotedName(classNames[1]), scoreText(threshold));
}

/** The feature whose usual spread moves the sum most. */
function strongestText({ classNames, scoreKind }: BinaryEvaluation, strongest: Coefficient): string {
  const { name } = strongest;
  const [weight = 0] = strongest.weights;
  if (scoreKind === 'probability')
    return t(
      '{0} has the most influence: each additional unit multiplies the odds of {1} by {2}.',
      name,
      quotedName(classNames[1]),
      scoreText(Math.exp(weight)),
    );
  return weight > 0
    ? t('{0} has the most influence: higher values favor {1}.', name, quotedName(classNames[1]))
    : t('{0} has the most influence: higher values favor {1}.', name, quotedName(classNames[0]));
}
