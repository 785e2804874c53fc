import { useState } from 'preact/hooks';
import type { Evaluation } from '../../../learner/metrics/evaluation.ts';
import type { HeldOutAnswer, PredictContract } from '../contract.ts';
import { Button } from '../../kit/controls/controls.tsx';
import { HeldOutFigures, HeldOutTable } from '../../kit/evaluation/HeldOutFigures.tsx';
import { RegressionMetrics } from '../../kit/evaluation/RegressionMetrics.tsx';
import { useFailures } from '../../kit/page/failures.ts';
import { t } from '../../kit/language/language.ts';
import { FailureLine } from '../../kit/controls/MessageLine.tsx';
import { fixed, significant } from '../../kit/language/numbers.ts';
import type { Port } from '../../kit/page/port.ts';
import { Section } from '../../kit/controls/Section.tsx';
import { HeldOutBinary, HeldOutClasses } from './HeldOutClasses.tsx';

interface HeldOutSectionProps {
  readonly port: Port<PredictContract>;
  readonly serving: boolean;
}

/** The held-out rows sent to the endpoint, and how its responses compare with the local evaluation. */
export function HeldOutSection({ port, serving }: HeldOutSectionProps) {
  const [answer, setAnswer] = useState<HeldOutAnswer | undefined>();
  const [asking, setAsking] = useState(false);
  const { failure, run } = useFailures();
  const ask = () => {
    setAsking(true);
    run(
      port
        .request('predictHeldOut', {})
        .then(setAnswer)
        .finally(() => setAsking(false)),
    );
  };
  return (
    <Section id="held-out" title={t('Held-out rows')} aside={answer && comparison(answer)}>
      <Button secondary disabled={!serving || asking} onClick={ask}>
        {t('Predict held-out rows')}
      </Button>
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      {answer && (
        <div class="held-out" aria-live="polite">
          <Judged evaluation={answer.evaluation} />
        </div>
      )}
    </Section>
  );
}

function comparison({ largestDifference, rowCount, requestCount }: HeldOutAnswer): string {
  const sent =
    requestCount === 1
      ? t('{0} rows in 1 request', fixed(rowCount))
      : t('{0} rows in {1} requests', fixed(rowCount), fixed(requestCount));
  if (largestDifference === null) return sent;
  return `${sent} · ${t(
    'largest difference from the local evaluation: {0}',
    largestDifference === 0 ? '0' : significant(largestDifference, 3),
  )}`;
}

function Judged({ evaluation }: { readonly evaluation: Evaluation }) {
  switch (evaluation.predictorType) {
    case 'regressor':
      return (
        <>
          <RegressionMetrics evaluation={evaluation} />
          <HeldOutFigures evaluation={evaluation} />
          <HeldOutTable evaluation={evaluation} />
        </>
      );
    case 'binary_classifier':
      return <HeldOutBinary evaluation={evaluation} />;
    case 'multiclass_classifier':
      return <HeldOutClasses evaluation={evaluation} />;
  }
}
