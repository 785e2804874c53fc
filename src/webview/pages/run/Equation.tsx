import type { RegressionEvaluation } from '../../../learner/evaluation.ts';
import { Grid, Scroll } from '../kit/Grid.tsx';
import { t } from '../kit/language.ts';
import { significant } from '../kit/numbers.ts';

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

function Coefficients({ evaluation }: { readonly evaluation: RegressionEvaluation }) {
  const { target, coefficients } = evaluation;
  const rows: readonly Coefficient[] = [
    ...effectsOf(evaluation).toSorted((a, b) => Math.abs(b.effect ?? 0) - Math.abs(a.effect ?? 0)),
    { name: t('bias'), weight: coefficients.bias },
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
            { label: t('Feature'), cell: ({ name }: Coefficient) => name },
            {
              label: t('{0} per unit', target),
              numeric: true,
              cell: ({ weight }: Coefficient) => <span title={String(weight)}>{significant(weight)}</span>,
            },
            {
              label: t('{0} per standard deviation', target),
              numeric: true,
              cell: ({ effect }: Coefficient) => (effect === undefined ? '' : significant(effect)),
            },
          ]}
          rows={rows}
        />
      </Scroll>
    </div>
  );
}

interface Coefficient {
  readonly name: string;
  /** In the target's unit per unit of the feature. */
  readonly weight: number;
  /** In the target's unit per standard deviation of the feature over the held-out rows; none of the bias. */
  readonly effect?: number;
}

function effectsOf({ featureNames, coefficients, pairs }: RegressionEvaluation): readonly Coefficient[] {
  return featureNames.map((name, index) => {
    const weight = coefficients.weights[index] ?? 0;
    const values = pairs.map(({ features }) => features[index] ?? 0);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { name, weight, effect: weight * Math.sqrt(squares / Math.max(1, values.length - 1)) };
  });
}
