import type { CompareChoices, CompareContract, ComparedState } from '../contract.ts';
import { Select } from '../../kit/controls/controls.tsx';
import { FailureLine } from '../../kit/controls/MessageLine.tsx';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import { ProgressBar } from '../../kit/controls/ProgressBar.tsx';
import { Section } from '../../kit/controls/Section.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { useFailures } from '../../kit/page/failures.ts';
import type { PageProps } from '../../kit/startPage.tsx';
import { Coefficients } from './Coefficients.tsx';
import { CommonRows } from './CommonRows.tsx';
import { CurveFigures } from './CurveFigures.tsx';
import { Differences } from './Differences.tsx';
import { ErrorFigures } from './ErrorFigures.tsx';
import { LossFigure } from './LossFigure.tsx';
import { chosenRun, runNames } from './names.ts';
import type { RunName } from './names.ts';
import { RunsTable } from './RunsTable.tsx';
import { Verdict } from './Verdict.tsx';

/** Two to ten runs beside each other, each against one of them. */
export function ComparePage(page: PageProps<CompareContract, CompareChoices>) {
  const { state } = page;
  if (state.kind === 'compared') return <Compared {...page} state={state} />;
  const share = state.done / state.count;
  return (
    <>
      <PageHead
        title={t('Compare {0} runs', fixed(state.count))}
        facts={[t('Reading run {0} of {1}', fixed(state.done + 1), fixed(state.count))]}
      />
      <ProgressBar label={t('Reading the runs')} share={share} />
    </>
  );
}

type ComparedProps = Omit<PageProps<CompareContract, CompareChoices>, 'state'> & {
  readonly state: ComparedState;
};

function Compared({ state, port, choices }: ComparedProps) {
  const { failure, run } = useFailures();
  const names = runNames(state.runs);
  const chosen = chosenRun(state, choices.value.run);
  const shared = { state, names };
  return (
    <>
      <PageHead title={t('Compare {0} runs', fixed(state.runs.length))} facts={factsOf(state, names)} />
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      <Verdict {...shared} />
      <RunsTable
        {...shared}
        takeAction={port.takeAction}
        onBase={(index) => run(port.request('chooseBase', { run: index }))}
        onOpen={(index) => run(port.request('openRun', { run: index }))}
        onTryAgain={(index) => run(port.request('tryAgain', { run: index }))}
      />
      <Differences {...shared} />
      <Section id="training" title={t('Training')}>
        <LossFigure {...shared} />
      </Section>
      <Section id="results" title={t('Results')} aside={t('Each on its own held-out rows.')}>
        <CurveFigures {...shared} />
        <ErrorFigures {...shared} chosen={chosen} />
      </Section>
      {chosen !== undefined && (
        <CommonRows
          {...shared}
          chosen={chosen}
          choice={
            <RunChoice
              {...shared}
              chosen={chosen}
              onChoose={(name) => (choices.value = { ...choices.value, run: name })}
            />
          }
        />
      )}
      <Coefficients {...shared} />
    </>
  );
}

function factsOf({ runs, base }: ComparedState, names: readonly RunName[]): readonly string[] {
  const targets = new Set(runs.flatMap(({ run }) => run?.target ?? []));
  const [target] = targets;
  const { letter = '', name = '' } = names[base] ?? {};
  return [
    ...(target === undefined || targets.size > 1 ? [] : [t('target {0}', target)]),
    t('each against {0}, {1}', letter, name),
  ];
}

interface RunChoiceProps {
  readonly state: ComparedState;
  readonly names: readonly RunName[];
  readonly chosen: number;
  readonly onChoose: (trainingJobName: string) => void;
}

/** Which of several runs is looked at row by row; nothing to choose of one. */
function RunChoice({ state, names, chosen, onChoose }: RunChoiceProps) {
  const options = state.runs.flatMap(({ against, trainingJobName }, index) =>
    against === undefined
      ? []
      : [
          {
            value: trainingJobName,
            label: t('{0} {1}', names[index]?.letter ?? '', names[index]?.name ?? ''),
          },
        ],
  );
  if (options.length < 2) return null;
  return (
    <span class="run-choice">
      <Select
        label={t('Run beside the base')}
        value={state.runs[chosen]?.trainingJobName ?? ''}
        options={options}
        onChange={onChoose}
      />
    </span>
  );
}
