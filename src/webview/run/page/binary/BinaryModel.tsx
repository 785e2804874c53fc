import { useMemo, useState } from 'preact/hooks';
import type { BinaryEvaluation } from '../../../../learner/metrics/evaluation.ts';
import type { RunModel } from '../../contract.ts';
import { Link } from '../../../kit/controls/controls.tsx';
import { t } from '../../../kit/language/language.ts';
import { scoreText } from '../../../kit/language/numbers.ts';
import { byInfluence } from '../coefficients.ts';
import type { Coefficient } from '../coefficients.ts';
import { CoefficientTable } from '../CoefficientTable.tsx';
import { favorSentence, oddsSentence } from '../../../kit/evaluation/effectSentence.ts';
import { quotedName } from '../../../kit/evaluation/names.ts';

interface BinaryModelProps {
  readonly evaluation: BinaryEvaluation;
  readonly model: RunModel | undefined;
}

/** What moves the answer most, and the coefficients behind it. */
export function BinaryModel({ evaluation, model }: BinaryModelProps) {
  const { coefficients, target } = evaluation;
  const [open, setOpen] = useState(false);
  const rows = useMemo(
    () => byInfluence(evaluation, [coefficients.weights], model?.outputs),
    [evaluation, model],
  );
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

/** The effect whose usual spread moves the sum most. */
function strongestText(evaluation: BinaryEvaluation, { name, effect }: Coefficient): string {
  const { classNames, scoreKind, coefficients } = evaluation;
  const { weights } = coefficients;
  const [negative, positive] = [quotedName(classNames[0]), quotedName(classNames[1])];
  return t(
    '{0} has the most influence. {1}',
    name,
    scoreKind === 'probability'
      ? oddsSentence(effect, weights, positive)
      : favorSentence(effect, weights, [negative, positive]),
  );
}
