import type { DataReady } from '../contract.ts';
import { Button, IconButton, Select } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { bytes, fixed } from '../../kit/language/numbers.ts';
import { PageHead } from '../../kit/controls/PageHead.tsx';
import { rowsInAll } from './sampleWords.ts';
import { delimiterWord, encodingName, formatName } from '../../kit/language/columnWords.ts';

interface DataHeadProps {
  readonly state: DataReady;
  readonly target: string | undefined;
  readonly targets: readonly string[];
  readonly chooseTarget: (column: string) => void;
  readonly on: {
    readonly readAgain: () => void;
    readonly convert: () => void;
    readonly upload: () => void;
    readonly split: () => void;
    readonly copyAsPandas: () => void;
    readonly download: () => void;
    readonly train: () => void;
  };
}

/** More options than this are no list to choose from; every column's menu has the choice too. */
const mostTargets = 200;

/** What the table is, the column to predict, and what can be done with both. */
export function DataHead({ state, target, targets, chooseTarget, on }: DataHeadProps) {
  const isStale = state.stale !== undefined;
  const offered = targets.slice(0, mostTargets);
  const options = target === undefined || offered.includes(target) ? offered : [target, ...offered];
  return (
    <PageHead
      title={state.profile.file.name}
      facts={headFacts(state)}
      actions={
        <>
          {target !== undefined && (
            <span class="labelled q">
              <span aria-hidden="true">{t('Target')}</span>
              <Select
                label={t('Column to predict')}
                value={target}
                options={options.map((name) => ({ value: name, label: name }))}
                onChange={chooseTarget}
              />
            </span>
          )}
          <IconButton icon="refresh" label={t('Read again')} onClick={on.readAgain} />
          {state.s3Uri === undefined ? (
            <FileActions isStale={isStale} on={on} />
          ) : (
            <IconButton icon="cloud-download" label={t('Download…')} onClick={on.download} />
          )}
          <Button disabled={isStale} onClick={on.train}>
            {t('Train Linear Learner…')}
          </Button>
        </>
      }
    />
  );
}

/** Actions that write next to the table's file or upload it. */
function FileActions({ isStale, on }: Pick<DataHeadProps, 'on'> & { readonly isStale: boolean }) {
  return (
    <>
      <IconButton icon="code" label={t('Copy as pandas')} onClick={on.copyAsPandas} />
      <IconButton icon="file-binary" label={t('Convert…')} onClick={on.convert} />
      <IconButton icon="cloud-upload" label={t('Upload…')} onClick={on.upload} />
      <Button secondary disabled={isStale} onClick={on.split}>
        {t('Split…')}
      </Button>
    </>
  );
}

function headFacts({ profile, s3Uri }: DataReady): string[] {
  const { format, delimiter, encoding, header } = profile.reading.options;
  const { shown, rowCount, columnCount } = profile;
  const values = [delimiterWord(delimiter), encodingName(encoding)] as const;
  const dialect = header ? t('{0}, {1}, header row', ...values) : t('{0}, {1}, no header row', ...values);
  const rows = shown.kind === 'exact' ? fixed(rowCount) : rowsInAll(shown);
  return [
    ...(s3Uri === undefined ? [] : [s3Uri]),
    columnCount === 1
      ? t('{0} rows × 1 column', rows)
      : t('{0} rows × {1} columns', rows, fixed(columnCount)),
    bytes(profile.file.sizeBytes),
    format === 'csv' ? dialect : formatName(format),
    shown.kind === 'exact' ? t('all rows read') : t('{0} rows read so far', fixed(shown.rows)),
  ];
}
