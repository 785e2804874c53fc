import { useState } from 'preact/hooks';
import type { ReadOptions as Options, WholeReadOptions } from '../../../data/shapes/read.ts';
import type { ExperimentReady } from '../contract.ts';
import { Link } from '../../kit/controls/controls.tsx';
import { delimiterWord, encodingName, formatName } from '../../kit/language/columnWords.ts';
import { t } from '../../kit/language/language.ts';
import {
  decimalChoices,
  delimiterChoices,
  encodingChoices,
  thousandsChoices,
  thousandsSigns,
  wrongRowsChoices,
} from '../../kit/language/readingChoices.ts';
import { ChoiceField, CommittedField, Field } from './fields.tsx';
import { listText, numberText, textList } from '../../kit/language/listFields.ts';

/** How the file is read, in words; the options to change on request. */
export function ReadOptions({ state: { dataset, experiment } }: { readonly state: ExperimentReady }) {
  const [isOpen, setOpen] = useState(false);
  if (dataset.kind !== 'known') return null;
  const given = experiment.read ?? {};
  return (
    <>
      <Field label={t('Read as')}>
        <span class="s read-as">
          {readText(dataset.read)}{' '}
          <Link onClick={() => setOpen(!isOpen)}>{isOpen ? t('Done') : t('Change…')}</Link>
        </span>
      </Field>
      {isOpen && <Editor read={dataset.read} given={given} />}
    </>
  );
}

/** "comma, UTF-8, header row, decimal comma" */
function readText(read: WholeReadOptions): string {
  return [
    ...formatParts(read),
    ...(read.missing.length > 0 ? [t('missing: {0}', listText(read.missing))] : []),
  ].join(', ');
}

function formatParts(read: WholeReadOptions): readonly string[] {
  if (read.format !== 'csv') return [formatName(read.format)];
  return [
    delimiterWord(read.delimiter),
    encodingName(read.encoding),
    read.header ? t('header row') : t('no header row'),
    ...(read.decimal === ',' ? [t('decimal comma')] : []),
    ...(read.skipLines > 0 ? [t('{0} lines skipped at the start', read.skipLines)] : []),
    ...(read.skipFooter > 0 ? [t('{0} lines skipped at the end', read.skipFooter)] : []),
    ...(read.wrongRows === 'refuse' ? [t('wrong rows are refused')] : []),
  ];
}

interface EditorProps {
  /** What holds now. */
  readonly read: WholeReadOptions;
  /** What the file says. */
  readonly given: Options;
}

function Editor({ read, given }: EditorProps) {
  return (
    <div class="read-options" role="group" aria-label={t('Reading options')}>
      {read.format === 'csv' && <TextOptions read={read} given={given} />}
      {read.format === 'jsonl' && <Encoding read={read} given={given} />}
      <Words name="missing" label={t('Also missing')} given={given.missing} />
      <Words name="values" label={t('Values to keep')} given={given.values} />
      {read.format === 'csv' && (
        <>
          <Lines
            name="skipLines"
            label={t('Lines to skip at the start')}
            given={given.skipLines}
            found={read.skipLines}
          />
          <Lines
            name="skipFooter"
            label={t('Lines to skip at the end')}
            given={given.skipFooter}
            found={read.skipFooter}
          />
          <Option
            name="wrongRows"
            label={t('Wrong rows')}
            given={given.wrongRows}
            found={read.wrongRows}
            options={wrongRowsChoices()}
          />
        </>
      )}
    </div>
  );
}

function TextOptions({ read, given }: EditorProps) {
  const thousandsOf = (sign: string) =>
    Object.entries(thousandsSigns).find(([, one]) => one === sign)?.[0] ?? 'none';
  const yesOrNo = [
    { value: 'true', label: t('yes') },
    { value: 'false', label: t('no') },
  ];
  return (
    <>
      <Option
        name="delimiter"
        label={t('Delimiter')}
        given={given.delimiter}
        found={read.delimiter}
        options={delimiterChoices()}
      />
      <Option
        name="header"
        label={t('Header row')}
        given={given.header === undefined ? undefined : String(given.header)}
        found={String(read.header)}
        options={yesOrNo}
        toFile={(value) => value === 'true'}
      />
      <Encoding read={read} given={given} />
      <Option
        name="decimal"
        label={t('Decimal separator')}
        given={given.decimal}
        found={read.decimal}
        options={decimalChoices()}
      />
      <Option
        name="thousands"
        label={t('Thousands separator')}
        given={given.thousands === undefined ? undefined : thousandsOf(given.thousands)}
        found={thousandsOf(read.thousands)}
        options={thousandsChoices()}
        toFile={(value) => Object.entries(thousandsSigns).find(([name]) => name === value)?.[1] ?? ''}
      />
    </>
  );
}

const Encoding = ({ read, given }: EditorProps) => (
  <Option
    name="encoding"
    label={t('Encoding')}
    given={given.encoding}
    found={read.encoding}
    options={encodingChoices()}
  />
);

interface OptionProps {
  readonly name: keyof Options;
  readonly label: string;
  /** In the file; absent where it is worked out. */
  readonly given: string | undefined;
  /** What holds now, as one of the options. */
  readonly found: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly toFile?: (value: string) => string | boolean;
}

/** A choice that can be left to the file's contents. */
function Option({ name, label, given, found, options, toFile = (value) => value }: OptionProps) {
  const foundLabel = options.find(({ value }) => value === found)?.label ?? found;
  const auto = given === undefined ? t('{0}, detected', foundLabel) : t('detected from the file');
  return (
    <Field label={label}>
      <ChoiceField
        label={label}
        path={['read', name]}
        value={given ?? ''}
        options={[{ value: '', label: auto }, ...options]}
        toFile={(value) => (value === '' ? undefined : toFile(value))}
      />
    </Field>
  );
}

function Words({
  name,
  label,
  given,
}: {
  readonly name: 'missing' | 'values';
  readonly label: string;
  readonly given: readonly string[] | undefined;
}) {
  return (
    <Field label={label}>
      <CommittedField
        label={label}
        path={['read', name]}
        value={listText(given)}
        toFile={textList}
        placeholder={t('separated by commas')}
      />
    </Field>
  );
}

function Lines({
  name,
  label,
  given,
  found,
}: {
  readonly name: 'skipLines' | 'skipFooter';
  readonly label: string;
  readonly given: number | undefined;
  readonly found: number;
}) {
  return (
    <Field label={label}>
      <CommittedField
        label={label}
        path={['read', name]}
        value={given === undefined ? '' : String(given)}
        placeholder={String(found)}
        toFile={numberText}
        className="short"
      />
    </Field>
  );
}
