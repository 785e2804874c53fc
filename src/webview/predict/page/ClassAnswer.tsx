import type { Answer } from '../../../learner/metrics/evaluation.ts';
import type { PredictModel } from '../contract.ts';
import { quotedName } from '../../kit/evaluation/names.ts';
import { t } from '../../kit/language/language.ts';
import { scoreText } from '../../kit/language/numbers.ts';

interface ClassAnswerProps {
  readonly model: PredictModel;
  readonly answer: Exclude<Answer, { predictorType: 'regressor' }>;
}

/** The class, and how sure the model is of it. */
export function ClassAnswer({ model, answer }: ClassAnswerProps) {
  return (
    <>
      <div class="answer-value">{answer.label}</div>
      <div class="q">{surenessText(model, answer)}</div>
    </>
  );
}

function surenessText({ binary, classNames }: PredictModel, answer: ClassAnswerProps['answer']): string {
  if (answer.predictorType === 'multiclass_classifier')
    return t('Probability {0}', scoreText(answer.scores[classNames.indexOf(answer.label)]));
  const positive = quotedName(classNames[1] ?? '');
  const score =
    binary?.scoreKind === 'margin'
      ? t('Score {0}', scoreText(answer.score))
      : t('Probability of {0}: {1}', positive, scoreText(answer.score));
  return binary === undefined
    ? score
    : `${score} · ${t('{0} from a score of {1}', positive, scoreText(binary.threshold))}`;
}
