import { useFailures } from '../../kit/page/failures.ts';
import { t } from '../../kit/language/language.ts';
import { FailureLine, MessageLine } from '../../kit/controls/MessageLine.tsx';
import { fixed } from '../../kit/language/numbers.ts';
import { longerText, meanErrorText, referenceText } from './referenceText.ts';
import { experimentLink } from './RunLinks.tsx';
import type { RunProps } from './runProps.ts';

/** What a finished training leaves to gain: beside a converged fit, in its last epoch, and in its mean error. */
export function TrainingAdvice({ state, port }: Omit<RunProps, 'choices'>) {
  const { failure, run } = useFailures();
  const { advice = {}, curves, evaluation } = state;
  const comparison = evaluation && referenceText(evaluation, curves);
  const isWorse = evaluation?.reference?.model === 'worse';
  const meanError = evaluation && meanErrorText(advice, evaluation.target);
  const fixedRate = isWorse && state.data?.chosen.includes('learning_rate') === true;
  const actions = [
    ...(advice.longer === undefined || state.data === undefined
      ? []
      : [{ label: t('Train longer'), onClick: () => run(port.request('trainLonger', {})) }]),
    ...experimentLink({ state, port, run }),
  ];
  const sentences = [
    ...(comparison === undefined ? [] : [comparison]),
    ...(curves.stillFalling && !isWorse
      ? [
          t(
            'The loss was still falling at the last epoch: more than {0} epochs may do better.',
            fixed(curves.plannedEpochs),
          ),
        ]
      : []),
    ...(meanError === undefined || meanError === '' ? [] : [meanError]),
    ...(fixedRate ? [t('learning_rate is fixed: without it, several are tried.')] : []),
    ...(advice.longer === undefined || state.data === undefined
      ? []
      : [t('“Train longer” sets {0}.', longerText(advice.longer))]),
  ];
  if (sentences.length === 0) return null;
  const isShort = advice.longer !== undefined || advice.meanError !== undefined || isWorse;
  return (
    <>
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      <MessageLine
        icon={isShort ? 'lightbulb' : 'pass'}
        tone={isShort ? 'info' : 'ok'}
        actions={isShort ? actions : []}
      >
        {sentences.join(' ')}
      </MessageLine>
    </>
  );
}
