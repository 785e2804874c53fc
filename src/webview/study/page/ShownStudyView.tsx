import type { StudyPlan } from '../../../data/shapes/study.ts';
import { IconButton, Select } from '../../kit/controls/controls.tsx';
import { FailureLine, MessageLine } from '../../kit/controls/MessageLine.tsx';
import { Section } from '../../kit/controls/Section.tsx';
import { t } from '../../kit/language/language.ts';
import { dateTime, fixed } from '../../kit/language/numbers.ts';
import type { Port } from '../../kit/page/port.ts';
import type { Change, ShownStudy, StudyContract, StudyReady } from '../contract.ts';
import { CrossValidationView } from './CrossValidationView.tsx';
import { LearningCurveView } from './LearningCurveView.tsx';
import { StudyProgressLine } from './StudyProgressLine.tsx';
import { trainingsWords } from './studyWords.ts';
import { VariationsView } from './VariationsView.tsx';

export interface ShownProps {
  readonly state: StudyReady;
  readonly shown: ShownStudy;
  readonly port: Port<StudyContract>;
  readonly run: (request: Promise<unknown>) => void;
  readonly start: (plan: StudyPlan) => void;
  /** The experiment was made what a trial was. */
  readonly onUsed: (changes: readonly Change[]) => void;
}

/** One study: how far it is, what is the matter with it, and what came out. */
export function ShownStudyView(props: ShownProps) {
  const { state, shown, port, run } = props;
  const { studies } = state;
  return (
    <Section
      id="study-result"
      title={t('Result')}
      aside={
        <>
          {studies.length > 1 ? (
            <span class="study-select">
              <Select
                label={t('Which one')}
                value={shown.studyId}
                options={studies.map(({ studyId, createdAt, trialCount }) => ({
                  value: studyId,
                  label: `${dateTime(createdAt)} · ${trainingsWords(trialCount)}`,
                }))}
                onChange={(studyId) => run(port.request('open', { studyId }))}
              />
            </span>
          ) : (
            <span>{`${dateTime(shown.createdAt)} · ${trainingsWords(shown.trialCount)}`}</span>
          )}
          {shown.progress !== 'running' && shown.progress !== 'elsewhere' && (
            <IconButton
              icon="trash"
              label={t('Delete this result')}
              onClick={() => run(port.request('remove', { studyId: shown.studyId }))}
            />
          )}
        </>
      }
    >
      <Standing {...props} />
      {shown.doneCount > shown.failedCount && <Result {...props} />}
    </Section>
  );
}

/** What there is to say before the result. */
function Standing({ state, shown, port, run, start }: ShownProps) {
  const { progress, changed, failure, failedCount, doneCount, studyId } = shown;
  const isRunning = progress === 'running' || progress === 'elsewhere';
  const mayGoOn = changed === undefined && !isRunning && state.running === undefined;
  const resume = () => run(port.request('resume', { studyId }));
  const again = { label: t('Start again as it is now'), onClick: () => start(shown.plan) };
  return (
    <>
      {progress === 'running' && (
        <StudyProgressLine shown={shown} onStop={() => run(port.request('stop', {}))} />
      )}
      {progress === 'elsewhere' && (
        <MessageLine icon="multiple-windows" tone="info">
          {t(
            'Another window of VS Code (process {0}) is running this: {1} of {2} done. It can be stopped there.',
            String(shown.runner ?? ''),
            fixed(doneCount),
            trainingsWords(shown.trialCount),
          )}
        </MessageLine>
      )}
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      {changed !== undefined && (
        <MessageLine
          icon="history"
          tone={progress === 'done' ? 'info' : 'warn'}
          actions={state.running === undefined && !isRunning ? [again] : []}
        >
          {changedWords(state.fileName, changed, progress)}
        </MessageLine>
      )}
      {progress === 'interrupted' && changed === undefined && (
        <MessageLine
          icon="debug-pause"
          tone="info"
          actions={mayGoOn ? [{ label: t('Resume'), onClick: resume }] : []}
        >
          {stoppedWords(shown)}
        </MessageLine>
      )}
      {failedCount > 0 && (
        <MessageLine
          icon="warning"
          tone="warn"
          actions={
            mayGoOn && progress === 'done' ? [{ label: t('Try the failed ones again'), onClick: resume }] : []
          }
        >
          {t(
            '{0} of {1} failed and do not count. The first one: {2}',
            fixed(failedCount),
            trainingsWords(doneCount),
            shown.firstFailure ?? '',
          )}
        </MessageLine>
      )}
    </>
  );
}

function stoppedWords({ doneCount, failedCount, trialCount }: ShownStudy): string {
  const words = [fixed(doneCount), trainingsWords(trialCount)] as const;
  return failedCount === 0
    ? t('Stopped after {0} of {1}. What is done is kept.', ...words)
    : t('Stopped after {0} of {1}. What is done is kept; what failed is tried again.', ...words);
}

function changedWords(
  fileName: string,
  changed: NonNullable<ShownStudy['changed']>,
  progress: ShownStudy['progress'],
): string {
  switch (changed) {
    case 'experiment':
      return progress === 'done'
        ? t('{0} has changed since: this is the result of the experiment as it was.', fileName)
        : t('{0} has changed since, so this cannot be continued. What is done is kept.', fileName);
    case 'data':
      switch (progress) {
        case 'done':
          return t('The table has changed since: this is the result of the table as it was.');
        case 'running':
        case 'elsewhere':
          return t(
            'The table has changed since this began: what is trained so far is of the table as it was, and no training of another table is ranked with it.',
          );
        case 'interrupted':
          return t('The table has changed since, so this cannot be continued. What is done is kept.');
      }
  }
}

function Result({ state, shown, port, run, onUsed }: ShownProps) {
  const { result, studyId, progress } = shown;
  switch (result.kind) {
    case 'cross-validation':
      return <CrossValidationView result={result} isDone={progress === 'done'} />;
    case 'variations':
      return (
        <VariationsView
          key={studyId}
          state={state}
          shown={shown}
          result={result}
          more={(from) => port.request('ranked', { studyId, from })}
          use={(index) => run(port.request('use', { studyId, index }).then(onUsed))}
        />
      );
    case 'learning-curve':
      return <LearningCurveView result={result} isDone={progress === 'done'} />;
  }
}
