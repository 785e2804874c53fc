import { useState } from 'preact/hooks';
import type { PredictContract, PredictedFile, PredictModel } from '../contract.ts';
import { Button, Icon, Link } from '../../kit/controls/controls.tsx';
import { useFailures } from '../../kit/page/failures.ts';
import { t } from '../../kit/language/language.ts';
import { FailureLine } from '../../kit/controls/MessageLine.tsx';
import { fixed } from '../../kit/language/numbers.ts';
import type { Port } from '../../kit/page/port.ts';
import { Section } from '../../kit/controls/Section.tsx';

interface FileSectionProps {
  readonly port: Port<PredictContract>;
  readonly model: PredictModel;
  readonly lastFile: PredictedFile | undefined;
  readonly serving: boolean;
}

/** Predicts a whole table: a copy with one more column. */
export function FileSection({ port, model, lastFile, serving }: FileSectionProps) {
  const [working, setWorking] = useState(false);
  const [written, setWritten] = useState<PredictedFile | null>(null);
  const { failure, run } = useFailures();
  const shown = written ?? lastFile;
  const choose = () => {
    setWorking(true);
    run(
      port
        .request('predictFile', {})
        .then((file) => file !== null && setWritten(file))
        .finally(() => setWorking(false)),
    );
  };
  return (
    <Section id="file" label={t('Predict a file')}>
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      <div class="file-columns">
        <div>
          <h2>{t('Predict a file')}</h2>
          <Button secondary icon="file-add" disabled={!serving || working} onClick={choose}>
            {t('Choose a file…')}
          </Button>
          <p class="q s">
            {columnsText(model)}{' '}
            {model.predictorType === 'regressor'
              ? t(
                  'Writes NAME.predicted.csv next to it: the same rows with one more column, {0}.',
                  `predicted_${model.target}`,
                )
              : t(
                  'Writes NAME.predicted.csv next to it: the same rows with the class in {0}, followed by the scores.',
                  `predicted_${model.target}`,
                )}
          </p>
        </div>
        {shown && (
          <div role="status">
            <h2>{t('Last file')}</h2>
            <LastFile file={shown} onOpen={() => run(port.request('openLastFile', {}))} />
          </div>
        )}
      </div>
    </Section>
  );
}

const mostNamed = 6;

function columnsText({ features }: PredictModel): string {
  if (features.length > mostNamed)
    return t('Needs a CSV file with the {0} feature columns.', fixed(features.length));
  const names = features.map(({ column }) => column).join(', ');
  return features.length === 1
    ? t('Needs a CSV file with the column {0}.', names)
    : t('Needs a CSV file with the columns {0}.', names);
}

function LastFile({ file, onOpen }: { readonly file: PredictedFile; readonly onOpen: () => void }) {
  const { rowCount, requestCount } = file;
  return (
    <div class="line">
      <Icon name="pass" tone="ok" />
      <span>
        {file.fileName}{' '}
        <span class="q">
          {requestCount === 1
            ? t('{0} rows in 1 request', fixed(rowCount))
            : t('{0} rows in {1} requests', fixed(rowCount), fixed(requestCount))}
        </span>
      </span>
      <Link onClick={onOpen}>{t('Open')}</Link>
    </div>
  );
}
