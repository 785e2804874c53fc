import { useMemo } from 'preact/hooks';
import type { RegressionEvaluation } from '../../../../learner/metrics/evaluation.ts';
import { t } from '../../../kit/language/language.ts';
import { significant } from '../../../kit/language/numbers.ts';
import { byInfluence } from '../coefficients.ts';
import { CoefficientTable } from '../CoefficientTable.tsx';

const mostTerms = 6;

/** The model in the user's units: an equation, or a table of coefficients when there are many. */
export function Equation({ evaluation }: { readonly evaluation: RegressionEvaluation }) {
  const { target, featureNames, coefficients } = evaluation;
  if (featureNames.length > mostTerms) return <Coefficients evaluation={evaluation} />;
  const [first] = coefficients.weights;
  return (
    <div class="hero">
      <p class="equation" data-testid="equation">
        {target} = <b>{signed(coefficients.bias)}</b>
        {coefficients.weights.map((weight, index) => (
          <>
            {weight < 0 ? ' − ' : ' + '}
            <b>{significant(Math.abs(weight))}</b>
            {` × ${featureNames[index] ?? ''}`}
          </>
        ))}
      </p>
      {first !== undefined && featureNames.length === 1 && (
        <p class="q">
          {first < 0
            ? t(
                'Each additional unit of {0} subtracts {1} from the predicted {2}.',
                featureNames[0] ?? '',
                significant(-first),
                target,
              )
            : t(
                'Each additional unit of {0} adds {1} to the predicted {2}.',
                featureNames[0] ?? '',
                significant(first),
                target,
              )}{' '}
          {t('At 0, the model predicts {0}.', significant(coefficients.bias))}
        </p>
      )}
    </div>
  );
}

const signed = (value: number) => significant(value);

function Coefficients({ evaluation }: { readonly evaluation: RegressionEvaluation }) {
  const { target, coefficients } = evaluation;
  const rows = useMemo(() => byInfluence(evaluation, [coefficients.weights]), [evaluation]);
  return (
    <div class="hero">
      <h2>{t('Coefficients of {0}', target)}</h2>
      <CoefficientTable
        target={target}
        testId="equation"
        coefficients={rows}
        influenceLabel={t('{0} per standard deviation', target)}
        weights={[{ label: t('{0} per unit', target), bias: coefficients.bias }]}
      />
    </div>
  );
}
