import type { RegressionEvaluation } from '../../../learner/evaluation.ts';
import { Grid, Scroll } from '../kit/Grid.tsx';
import { t } from '../kit/language.ts';
import { full, significant } from '../kit/numbers.ts';

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
                'Each further unit of {0} goes with {1} less {2}.',
                featureNames[0] ?? '',
                significant(-first),
                target,
              )
            : t(
                'Each further unit of {0} goes with {1} more {2}.',
                featureNames[0] ?? '',
                significant(first),
                target,
              )}{' '}
          {t('At 0 the line says {0}.', significant(coefficients.bias))}
        </p>
      )}
    </div>
  );
}

const signed = (value: number) => significant(value);

function Coefficients({
  evaluation: { target, featureNames, coefficients },
}: {
  readonly evaluation: RegressionEvaluation;
}) {
  const rows = [
    { name: t('bias'), weight: coefficients.bias },
    ...featureNames.map((name, index) => ({ name, weight: coefficients.weights[index] ?? 0 })),
  ];
  const label = t('Coefficients of {0}', target);
  return (
    <div class="hero">
      <h2>{label}</h2>
      <Scroll label={label}>
        <Grid
          label={label}
          testId="equation"
          columns={[
            { label: t('Feature'), cell: ({ name }) => name },
            { label: t('Weight'), numeric: true, cell: ({ weight }) => full(weight) },
          ]}
          rows={rows}
        />
      </Scroll>
    </div>
  );
}
