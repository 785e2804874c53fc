import { useState } from 'preact/hooks';
import type { FileWork, PredictContract, PredictedFile, PredictModel, PredictReady } from '../contract.ts';
import { Button, Icon, Link } from '../../kit/controls/controls.tsx';
import { remarkKey } from '../../../data/fields/lookAt.ts';
import { remarkText } from './fieldWords.ts';
import { useFailures } from '../../kit/page/failures.ts';
import { t } from '../../kit/language/language.ts';
import { FailureLine } from '../../kit/controls/MessageLine.tsx';
import { ProgressBar } from '../../kit/controls/ProgressBar.tsx';
import { duration, fixed } from '../../kit/language/numbers.ts';
import type { Port } from '../../kit/page/port.ts';
import { Section } from '../../kit/controls/Section.tsx';

interface FileSectionProps extends Pick<PredictReady, 'model' | 'lastFile' | 'fileWork'> {
  readonly port: Port<PredictContract>;
  readonly serving: boolean;
}

/** Predicts a whole table: a copy with more columns. */
export function FileSection({ port, model, lastFile, fileWork, serving }: FileSectionProps) {
  const [written, setWritten] = useState<PredictedFile | null>(null);
  const { failure, run } = useFailures();
  const shown = written ?? lastFile;
  const choose = () => run(port.request('predictFile', {}).then((file) => file !== null && setWritten(file)));
  return (
    <Section id="file" label={t('Predict a file')}>
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      <div class="file-columns">
        <div>
          <h2>{t('Predict a file')}</h2>
          {fileWork === undefined ? (
            <Button secondary icon="file-add" disabled={!serving} onClick={choose}>
              {t('Choose a file…')}
            </Button>
          ) : (
            <FileProgress work={fileWork} onCancel={() => run(port.request('cancelFile', {}))} />
          )}
          <p class="q s">
            {columnsText(model)}{' '}
            {model.predictorType === 'regressor'
              ? t(
                  'Writes NAME.predicted next to it, in the same format: the same rows with one more column, {0}.',
                  `predicted_${model.target}`,
                )
              : t(
                  'Writes NAME.predicted next to it, in the same format: the same rows with the class in {0}, followed by the scores.',
                  `predicted_${model.target}`,
                )}
          </p>
        </div>
        {shown && (
          <div role="status">
            <h2>{t('Last file')}</h2>
            <LastFile model={model} file={shown} onOpen={() => run(port.request('openLastFile', {}))} />
          </div>
        )}
      </div>
    </Section>
  );
}

interface FileProgressProps {
  readonly work: FileWork;
  readonly onCancel: () => void;
}

function FileProgress({ work, onCancel }: FileProgressProps) {
  const { fileName, share, rows, remainingMs } = work;
  const label = t('Predicting {0}', fileName);
  return (
    <div class="file-progress" data-testid="file-progress">
      <div class="sh">
        <span>{label}</span>
        <Button secondary onClick={onCancel}>
          {t('Cancel')}
        </Button>
      </div>
      <ProgressBar label={label} share={share} />
      <div class="q s num">
        {[
          rows === undefined ? t('Reading the file') : t('{0} of {1} rows', fixed(rows.done), fixed(rows.of)),
          ...(remainingMs === undefined ? [] : [t('about {0} left', duration(remainingMs / 1000))]),
        ].join(' · ')}
      </div>
    </div>
  );
}

const mostNamed = 6;

function columnsText({ fields }: PredictModel): string {
  if (fields.length > mostNamed)
    return t('Needs a file with the {0} columns of the features.', fixed(fields.length));
  const names = fields.map(({ column }) => column).join(', ');
  return fields.length === 1
    ? t('Needs a file with the column {0}.', names)
    : t('Needs a file with the columns {0}.', names);
}

interface LastFileProps {
  readonly model: PredictModel;
  readonly file: PredictedFile;
  readonly onOpen: () => void;
}

function LastFile({ model, file, onOpen }: LastFileProps) {
  const { rowCount, predictedCount, requestCount, unpredicted, remarks } = file;
  return (
    <>
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
      {unpredicted.length > 0 && (
        <div class="line" data-testid="unpredicted">
          <Icon name="warning" tone="warn" />
          <div>
            {t('Rows without a prediction, left empty in the file: {0}', fixed(rowCount - predictedCount))}
            <ul class="unpredicted q s">
              {unpredicted.slice(0, mostNamed).map((rows) => (
                <li key={`${rows.problem} ${rows.column}`}>{problemText(rows)}</li>
              ))}
              {unpredicted.length > mostNamed && (
                <li>{t('and {0} more columns', fixed(unpredicted.length - mostNamed))}</li>
              )}
            </ul>
          </div>
        </div>
      )}
      {remarks.length > 0 && (
        <div class="line" data-testid="remarks">
          <Icon name="info" tone="info" />
          <div>
            {t('Values unlike those in the training rows')}
            <ul class="unpredicted q s">
              {remarks.slice(0, mostNamed).map((remark) => (
                <li key={`${remarkKey(remark.remark)} ${remark.column}`}>{remarkedText(model, remark)}</li>
              ))}
              {remarks.length > mostNamed && <li>{t('and {0} more', fixed(remarks.length - mostNamed))}</li>}
            </ul>
          </div>
        </div>
      )}
    </>
  );
}

function remarkedText(
  { fields }: PredictModel,
  { column, remark, count, row }: PredictedFile['remarks'][number],
): string {
  const field = fields.find((one) => one.column === column);
  const said = field === undefined ? '' : remarkText(field, remark);
  return t('{0}: {1} Rows: {2}, the first is row {3}.', column, said, fixed(count), fixed(row));
}

function problemText({
  problem,
  column,
  count,
  row,
  line,
  found,
}: PredictedFile['unpredicted'][number]): string {
  const first =
    line === undefined
      ? t('the first in row {0}', fixed(row))
      : t('the first in row {0}, line {1}', fixed(row), fixed(line));
  switch (problem) {
    case 'value-missing':
      return t('{0} without a value in {1}, {2}', fixed(count), column, first);
    case 'value-not-numeric':
      return t('{0} without a number in {1}, {2}: {3}', fixed(count), column, first, found);
    case 'value-unseen':
      return t(
        '{0} with a value in {1} that no training row has, {2}: {3}',
        fixed(count),
        column,
        first,
        found,
      );
    case 'value-out-of-domain':
      return t(
        '{0} with a number in {1} that cannot be transformed or is too large, {2}: {3}',
        fixed(count),
        column,
        first,
        found,
      );
  }
}
