import type { TableEdits } from '../../../data/shapes/tableEdits.ts';
import type { DataFailed } from '../contract.ts';
import { Button } from '../../kit/controls/controls.tsx';
import { Excerpt } from '../../kit/controls/Excerpt.tsx';
import { t } from '../../kit/language/language.ts';
import { FailureLine } from '../../kit/controls/MessageLine.tsx';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import { sizeFact } from '../../kit/controls/tableStates.tsx';
import { Section } from '../../kit/controls/Section.tsx';
import { ReadingOptions } from './ReadingOptions.tsx';
import { withoutRead, withRead } from './tableEdits.ts';

/** The sentence, the lines of the file around the place, and the ways out; one of them is to read the file differently. */
export function DataFailedView({
  state,
  takeAction,
  onReadAgain,
  onEdit,
}: {
  readonly state: DataFailed;
  readonly takeAction: (id: string) => void;
  readonly onReadAgain: () => void;
  readonly onEdit: (edits: TableEdits) => void;
}) {
  const { edits, experiment } = state;
  return (
    <>
      <PageHead
        title={state.fileName}
        facts={sizeFact(state.sizeBytes)}
        actions={
          <Button secondary onClick={onReadAgain}>
            {t('Read again')}
          </Button>
        }
      />
      <FailureLine failure={state.failure} takeAction={takeAction} />
      <Excerpt lines={state.excerpt ?? []} />
      {isAboutReading(state.failure.code) && (
        <Section id="reading" title={t('Read it differently')}>
          <ReadingOptions
            reading={undefined}
            given={edits.read ?? {}}
            experiment={experiment?.name}
            change={(read) => onEdit(withRead(edits, read))}
            back={(keys) => onEdit(withoutRead(edits, keys))}
          />
        </Section>
      )}
    </>
  );
}

/** Whether other options of reading can help. */
const isAboutReading = (code: string) =>
  code.startsWith('table-') && code !== 'table-empty' && code !== 'table-objects-missing';
