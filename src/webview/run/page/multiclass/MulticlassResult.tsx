import { useState } from 'preact/hooks';
import type { MulticlassEvaluation } from '../../../../learner/metrics/evaluation.ts';
import { Link } from '../../../kit/controls/controls.tsx';
import { ClassifiedRows } from '../../../kit/evaluation/ClassifiedRows.tsx';
import { ClassTable } from '../../../kit/evaluation/ClassTable.tsx';
import { ConfusionFigure } from '../../../kit/evaluation/ConfusionFigure.tsx';
import { MulticlassMetrics } from '../../../kit/evaluation/MulticlassMetrics.tsx';
import { mostConfused } from '../../../kit/evaluation/confusions.ts';
import { quotedName } from '../../../kit/evaluation/names.ts';
import { t } from '../../../kit/language/language.ts';
import { fixed, percent } from '../../../kit/language/numbers.ts';
import { Section } from '../../../kit/controls/Section.tsx';
import { byInfluence } from '../coefficients.ts';
import { CoefficientTable } from '../CoefficientTable.tsx';
import type { RunModel } from '../../contract.ts';
import type { RunProps } from '../runProps.ts';

interface ResultProps extends Pick<RunProps, 'port'> {
  readonly evaluation: MulticlassEvaluation;
  readonly model: RunModel | undefined;
}

/** A multiclass classifier: which classes it separates, and which it confuses. */
export function MulticlassResult({ evaluation, model, port }: ResultProps) {
  const { judgement, trainMetrics } = evaluation;
  return (
    <>
      <Model evaluation={evaluation} model={model} />
      <MulticlassMetrics evaluation={evaluation} />
      <p class="q s metrics-note">
        {t(
          'Evaluated on {0} held-out rows. Accuracy on the {1} training rows: {2}.',
          fixed(judgement.rowCount),
          fixed(trainMetrics.rowCount),
          percent(trainMetrics.accuracy),
        )}
      </p>
      <Section id="classes" label={t('Classes')}>
        <div class="two">
          <ConfusionFigure evaluation={evaluation} />
          <div>
            <h2>{t('Class by class')}</h2>
            <ClassTable evaluation={evaluation} />
          </div>
        </div>
      </Section>
      <ClassifiedRows
        evaluation={evaluation}
        takeAction={port.takeAction}
        onSave={() => port.request('saveAsCsv', {})}
      />
    </>
  );
}

function Model({ evaluation, model }: Pick<ResultProps, 'evaluation' | 'model'>) {
  const { classNames, coefficients, target } = evaluation;
  const [open, setOpen] = useState(false);
  return (
    <div class="hero">
      <p>
        {confusionText(evaluation)}{' '}
        <Link onClick={() => setOpen(!open)}>
          {open ? t('Hide the coefficients') : t('Coefficients by class')}
        </Link>
      </p>
      {open && (
        <CoefficientTable
          target={target}
          testId="coefficients"
          coefficients={byInfluence(evaluation, coefficients.weights, model?.outputs)}
          influenceLabel={t('Largest per standard deviation')}
          weights={classNames.map((label, index) => ({
            label,
            bias: coefficients.biases[index] ?? Number.NaN,
          }))}
          note={t(
            'The class with the largest sum is predicted; the probabilities are the softmax of the sums.',
          )}
        />
      )}
    </div>
  );
}

function confusionText({ judgement, classNames }: MulticlassEvaluation): string {
  const worst = mostConfused(judgement.metrics.confusion)[0];
  if (worst === undefined) return t('Every held-out row is classified correctly.');
  return t(
    'Most frequent mistake: {0} of {1} {2} are classified as {3}.',
    fixed(worst.count),
    fixed(judgement.metrics.perClass[worst.actual]?.support),
    quotedName(classNames[worst.actual] ?? ''),
    quotedName(classNames[worst.predicted] ?? ''),
  );
}
