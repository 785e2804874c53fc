import { useEffect, useState } from 'preact/hooks';
import { IconButton } from '../../kit/controls/controls.tsx';
import { FailureLine, MessageLine } from '../../kit/controls/MessageLine.tsx';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import { Section } from '../../kit/controls/Section.tsx';
import { Segmented } from '../../kit/controls/Segmented.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { failureOf, useFailures } from '../../kit/page/failures.ts';
import type { PageProps } from '../../kit/startPage.tsx';
import type { FailureMessage } from '../../contract/messages.ts';
import { studyKinds } from '../kinds.ts';
import type { Change, StudyChoices, StudyContract, StudyReady } from '../contract.ts';
import { CrossValidationForm } from './CrossValidationForm.tsx';
import type { FormProps } from './formProps.ts';
import { formsOf } from './forms.ts';
import { LearningCurveForm } from './LearningCurveForm.tsx';
import { ShownStudyView } from './ShownStudyView.tsx';
import { kindName, pathWords, valueWords } from './studyWords.ts';
import { VariationsForm } from './VariationsForm.tsx';

type Props = PageProps<StudyContract, StudyChoices>;

/** What can be learned about one experiment by training it many times on this machine. */
export function StudyPage(props: Props) {
  const { state, port } = props;
  switch (state.kind) {
    case 'loading':
      return <PageHead title={state.fileName} facts={[t('reading')]} />;
    case 'failed':
      return (
        <>
          <PageHead
            title={state.fileName}
            facts={[]}
            actions={
              <IconButton
                icon="refresh"
                label={t('Read again')}
                onClick={() => void port.request('readAgain', {})}
              />
            }
          />
          <FailureLine failure={state.failure} takeAction={port.takeAction} />
        </>
      );
    case 'ready':
      return <ReadyView {...props} state={state} />;
  }
}

function ReadyView({ state, port, choices }: Props & { readonly state: StudyReady }) {
  const { failure, run } = useFailures();
  const { proposed } = state;
  // A command may give the form other values than the user has.
  useEffect(() => {
    if (proposed !== undefined) choices.value = { ...choices.value, ...formsOf(proposed) };
  }, [JSON.stringify(proposed)]);
  const [refused, setRefused] = useState<FailureMessage | undefined>();
  const [used, setUsed] = useState<readonly Change[] | undefined>();
  const start: FormProps['start'] = (plan) =>
    void port.request('start', { plan }).then(
      () => setRefused(undefined),
      (reason: unknown) => setRefused(failureOf(reason)),
    );
  return (
    <>
      <PageHead
        title={state.fileName}
        facts={[t('predicts {0}', state.target), t('trains on this machine, free of charge')]}
        actions={
          <IconButton
            icon="go-to-file"
            label={t('Open the experiment')}
            onClick={() => run(port.request('openExperiment', {}))}
          />
        }
      />
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      {used && (
        <MessageLine
          icon="pass"
          tone="ok"
          actions={[
            { label: t('Open the experiment'), onClick: () => run(port.request('openExperiment', {})) },
          ]}
        >
          {usedWords(state.fileName, used)}
        </MessageLine>
      )}
      <Segmented
        label={t('What to do')}
        value={state.tab}
        options={studyKinds.map((kind) => ({ value: kind, label: kindName(kind) }))}
        onChange={(kind) => {
          setRefused(undefined);
          run(port.request('show', { kind }));
        }}
      />
      <Section id="study-form" label={kindName(state.tab)}>
        <Form state={state} choices={choices} start={start} />
        {refused && <FailureLine failure={refused} takeAction={port.takeAction} />}
      </Section>
      <Unreadable {...state.unreadable} />
      {state.shown && (
        <ShownStudyView
          state={state}
          shown={state.shown}
          port={port}
          run={run}
          start={start}
          onUsed={setUsed}
        />
      )}
    </>
  );
}

/** Results on record that this version cannot show. */
function Unreadable({ newerCount, damagedFolders }: StudyReady['unreadable']) {
  return (
    <>
      {newerCount > 0 && (
        <MessageLine icon="warning" tone="warn">
          {newerCount === 1
            ? t(
                '1 result on this machine was recorded by a later version of Linear Learner: update it to see it.',
              )
            : t(
                '{0} results on this machine were recorded by a later version of Linear Learner: update it to see them.',
                fixed(newerCount),
              )}
        </MessageLine>
      )}
      {damagedFolders.length > 0 && (
        <MessageLine icon="warning" tone="warn">
          {t(
            'Results on this machine cannot be read, as their records are damaged or were deleted in part. Delete what is left of them: {0}',
            damagedFolders.join(', '),
          )}
        </MessageLine>
      )}
    </>
  );
}

function Form(props: FormProps) {
  switch (props.state.tab) {
    case 'cross-validation':
      return <CrossValidationForm {...props} />;
    case 'variations':
      return <VariationsForm {...props} />;
    case 'learning-curve':
      return <LearningCurveForm {...props} />;
  }
}

/** What of the experiment is another now, and how to take it back. */
function usedWords(fileName: string, changes: readonly Change[]): string {
  if (changes.length === 0) return t('{0} is like this already: nothing was changed.', fileName);
  const said = changes.map(({ path, from, to }) =>
    t('{0}: {1} instead of {2}', pathWords(path), valueWords(to, path), valueWords(from, path)),
  );
  return t('{0} now has {1}. Undo in its editor takes it back.', fileName, said.join('; '));
}
