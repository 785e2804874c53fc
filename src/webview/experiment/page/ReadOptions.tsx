import { useState } from 'preact/hooks';
import type { ReadOptions as Options, WholeReadOptions } from '../../../data/shapes/read.ts';
import type { ExperimentReady } from '../contract.ts';
import { Link } from '../../kit/controls/controls.tsx';
import { delimiterWord, encodingName } from '../../kit/language/columnWords.ts';
import { t } from '../../kit/language/language.ts';
import { ChoiceField, CommittedField, Field } from './fields.tsx';
import { listText, numberText, textList } from './listFields.ts';

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
    delimiterWord(read.delimiter),
    encodingName(read.encoding),
    read.header ? t('header row') : t('no header row'),
    ...(read.decimal === ',' ? [t('decimal comma')] : []),
    ...(read.skipLines > 0 ? [t('{0} lines skipped at the start', read.skipLines)] : []),
    ...(read.skipFooter > 0 ? [t('{0} lines skipped at the end', read.skipFooter)] : []),
    ...(read.missing.length > 0 ? [t('missing: {0}', listText(read.missing))] : []),
    ...(read.wrongRows === 'refuse' ? [t('wrong rows are refused')] : []),
  ].join(', ');
}

interface EditorProps {
  /** What holds now. */
  readonly read: WholeReadOptions;
  /** What the file says. */
  readonly given: Options;
}

function Editor({ read, given }: EditorProps) {
  const delimiters = [',', ';', '\t', '|', ' '] as const;
  return (
    <div class="read-options" role="group" aria-label={t('Reading options')}>
      <Option
        name="delimiter"
        label={t('Delimiter')}
        given={given.delimiter}
        found={delimiterWord(read.delimiter)}
        options={delimiters.map((value) => ({ value, label: delimiterWord(value) }))}
      />
      <Option
        name="header"
        label={t('Header row')}
        given={given.header === undefined ? undefined : String(given.header)}
        found={read.header ? t('yes') : t('no')}
        options={[
          { value: 'true', label: t('yes') },
          { value: 'false', label: t('no') },
        ]}
        toFile={(value) => value === 'true'}
      />
      <Option
        name="encoding"
        label={t('Encoding')}
        given={given.encoding}
        found={encodingName(read.encoding)}
        options={encodings.map((value) => ({ value, label: encodingName(value) }))}
      />
      <Option
        name="decimal"
        label={t('Decimal separator')}
        given={given.decimal}
        found={read.decimal === ',' ? t('comma') : t('point')}
        options={[
          { value: '.', label: t('point') },
          { value: ',', label: t('comma') },
        ]}
      />
      <Option
        name="thousands"
        label={t('Thousands separator')}
        given={given.thousands}
        found={thousandsWord(read.thousands)}
        options={(['', ',', '.', "'", ' '] as const).map((value) => ({
          value: value === '' ? 'none' : value,
          label: thousandsWord(value),
        }))}
        toFile={(value) => (value === 'none' ? '' : value)}
      />
      <Words name="missing" label={t('Also missing')} given={given.missing} />
      <Words name="values" label={t('Values to keep')} given={given.values} />
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
        found={read.wrongRows === 'refuse' ? t('refused') : t('set aside')}
        options={[
          { value: 'setAside', label: t('set aside') },
          { value: 'refuse', label: t('refused') },
        ]}
      />
    </div>
  );
}

const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'iso-8859-2',
  'iso-8859-15',
  'macintosh',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'gb18030',
  'big5',
] as const satisfies readonly NonNullable<Options['encoding']>[];

function thousandsWord(separator: WholeReadOptions['thousands']): string {
  switch (separator) {
    case '':
      return t('none');
    case ',':
      return t('comma');
    case '.':
      return t('point');
    case "'":
      return t('apostrophe');
    case ' ':
      return t('blank');
  }
}

interface OptionProps {
  readonly name: keyof Options;
  readonly label: string;
  /** In the file; absent where it is worked out. */
  readonly given: string | undefined;
  readonly found: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly toFile?: (value: string) => string | boolean;
}

/** A choice that can be left to the file's contents. */
function Option({ name, label, given, found, options, toFile = (value) => value }: OptionProps) {
  const auto = given === undefined ? t('{0}, worked out', found) : t('worked out from the file');
  const known = options.some(({ value }) => value === given);
  return (
    <Field label={label}>
      <ChoiceField
        label={label}
        path={['read', name]}
        value={given === '' ? 'none' : (given ?? '')}
        options={[
          { value: '', label: auto },
          ...options,
          ...(given === undefined || given === '' || known ? [] : [{ value: given, label: given }]),
        ]}
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
