import { useMemo } from 'preact/hooks';
import type { RegressionEvaluation } from '../../../../learner/metrics/evaluation.ts';
import type { RunModel } from '../../contract.ts';
import { t } from '../../../kit/language/language.ts';
import { significant } from '../../../kit/language/numbers.ts';
import { byInfluence, outputsOf } from '../coefficients.ts';
import { CoefficientTable } from '../CoefficientTable.tsx';
import { learnedText } from '../../../kit/language/learned.ts';
import { effectSentence } from '../../../kit/evaluation/effectSentence.ts';
import { termText } from '../../../kit/evaluation/effectWords.ts';

const mostTerms = 6;
const mostSentences = 3;

interface EquationProps {
  readonly evaluation: RegressionEvaluation;
  readonly model: RunModel | undefined;
}

/** The model in the terms of the table: an equation, or a table of effects when there are many columns. */
export function Equation({ evaluation, model = {} }: EquationProps) {
  const { target, targetTransform, featureNames, coefficients } = evaluation;
  if (featureNames.length > mostTerms) return <Coefficients evaluation={evaluation} model={model} />;
  const outputs = outputsOf(evaluation, model.outputs);
  return (
    <div class="hero">
      <p class="equation" data-testid="equation">
        {learnedText(target, targetTransform)} = <b>{significant(coefficients.bias)}</b>
        {coefficients.weights.map((weight, index) => {
          const [output, name = ''] = [outputs[index], featureNames[index]];
          return (
            <>
              {weight < 0 ? ' − ' : ' + '}
              <b>{significant(Math.abs(weight))}</b>
              {` × ${output === undefined ? name : termText(output, name)}`}
            </>
          );
        })}
      </p>
      <Sentences evaluation={evaluation} model={model} />
    </div>
  );
}

/** What has the most influence, in sentences. */
function Sentences({ evaluation, model = {} }: EquationProps) {
  const { targetTransform, featureNames, coefficients } = evaluation;
  const rows = useMemo(
    () => byInfluence(evaluation, [coefficients.weights], model.outputs).slice(0, mostSentences),
    [evaluation, model],
  );
  return (
    <p class="q">
      {rows.map(({ effect }) => effectSentence(effect, coefficients.weights, evaluation)).join(' ')}
      {featureNames.length === 1 &&
        targetTransform === undefined &&
        ` ${t('At 0, the model predicts {0}.', significant(coefficients.bias))}`}
    </p>
  );
}

function Coefficients({ evaluation, model = {} }: EquationProps) {
  const { target, targetTransform, coefficients } = evaluation;
  const rows = useMemo(
    () => byInfluence(evaluation, [coefficients.weights], model.outputs),
    [evaluation, model],
  );
  const learned = learnedText(target, targetTransform);
  return (
    <div class="hero">
      <h2>{t('Coefficients of {0}', learned)}</h2>
      <Sentences evaluation={evaluation} model={model} />
      <CoefficientTable
        target={learned}
        testId="equation"
        coefficients={rows}
        influenceLabel={t('{0} per standard deviation', learned)}
        weights={[{ label: learned, bias: coefficients.bias }]}
      />
    </div>
  );
}
