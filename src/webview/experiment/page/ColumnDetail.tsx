import { useEffect, useRef, useState } from 'preact/hooks';
import type { ColumnOptions } from '../../../data/shapes/columns.ts';
import type { ColumnRow } from '../contract.ts';
import { Link } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { meaningName, meaningReason } from '../../kit/language/columnWords.ts';
import { useEditing } from './editing.ts';
import { FeatureEditor } from './FeatureEditor.tsx';
import { FeaturePreview } from './FeaturePreview.tsx';
import { unusableText } from './unusableText.ts';
import { ChoiceField, CommittedField, Field } from './fields.tsx';
import { listText, textList } from '../../kit/language/listFields.ts';
import type { SectionProps } from './sectionProps.ts';
import { useColumn } from './useColumns.ts';

interface DetailProps extends SectionProps {
  readonly name: string;
}

/** The chosen column: what it is taken for, and how it becomes numbers, before and after on rows of the table. */
export function ColumnDetail({ state, port, run, name }: DetailProps) {
  const row = useColumn({ port, run, version: state }, name);
  const hints = useHints({ port, run });
  useFocusAfter(row);
  if (row === null) return null;
  return (
    <section class="column-detail" aria-label={t('Column {0}', row.name)} data-testid="column-detail">
      <h3 tabIndex={-1} id={detailHeading}>
        {row.name}
      </h3>
      <p class="q s">{factsText(row)}</p>
      <MeaningField row={row} />
      {row.role === 'unused' && <Unused {...{ state, port, run, row }} />}
      {row.features.map(({ index, feature, outputCount = 0 }, at) =>
        'product' in feature ? null : (
          <div key={at} class={outputCount > besideColumns ? 'feature stacked' : 'feature'}>
            <div>
              <FeatureEditor
                feature={feature}
                index={index}
                label={row.features.length > 1 ? t('Becomes ({0})', at + 1) : t('Becomes')}
                hints={hints}
                outputCount={outputCount === 0 ? undefined : outputCount}
                isOnly={state.features.count === 1}
              />
            </div>
            <FeaturePreview
              {...{ state, port, run }}
              column={row.name}
              feature={index}
              made={[feature, row.options]}
            />
          </div>
        ),
      )}
      {row.role === 'feature' && <AnotherEncoding row={row} count={state.features.count} />}
    </section>
  );
}

/** Output columns that fit beside the settings. */
const besideColumns = 3;
const detailHeading = 'column-detail-heading';

/** A control that uses the column, or takes a feature out, goes with that: the focus moves to the column's name. */
function useFocusAfter(row: ColumnRow | null): void {
  const before = useRef<{ readonly name: string; readonly count: number } | undefined>(undefined);
  useEffect(() => {
    if (row === null) return;
    const { name, features } = row;
    const isOther = before.current?.name === name && before.current.count !== features.length;
    before.current = { name, count: features.length };
    if (isOther && document.activeElement === document.body) document.getElementById(detailHeading)?.focus();
  });
}

/** What the schema says of each key of a feature; requested once. */
function useHints({ port, run }: Pick<SectionProps, 'port' | 'run'>): Readonly<Record<string, string>> {
  const [hints, setHints] = useState<Readonly<Record<string, string>>>({});
  useEffect(() => {
    const ask = async () => setHints(await port.request('explainKeys', {}));
    run(ask());
  }, [port]);
  return hints;
}

function factsText({ meaning, why, missingCount, distinctCount }: ColumnRow): string {
  const distinct =
    distinctCount === 1 ? t('1 distinct value') : t('{0} distinct values', fixed(distinctCount));
  const counts =
    missingCount === 0
      ? t('{0}, none missing.', distinct)
      : t('{0}, {1} missing.', distinct, fixed(missingCount));
  return [`${meaningName(meaning)}:`, meaningReason(meaning, why), counts].join(' ');
}

const givenMeanings = [
  'integer',
  'decimal',
  'boolean',
  'category',
  'text',
  'date',
  'identifier',
] as const satisfies readonly NonNullable<ColumnOptions['meaning']>[];

/** What the user says of the column where its values do not. */
function MeaningField({ row: { name, options = {}, meaning: found } }: { readonly row: ColumnRow }) {
  const meaning = options.meaning ?? '';
  return (
    <>
      <Field label={t('Meaning')}>
        <ChoiceField
          label={t('Meaning of {0}', name)}
          path={['columns', name, 'meaning']}
          value={meaning}
          toFile={(text) => (text === '' ? undefined : text)}
          options={[
            {
              value: '',
              label:
                options.meaning === undefined
                  ? t('{0}, from its values', meaningName(found))
                  : t('from its values'),
            },
            ...givenMeanings.map((value) => ({ value, label: meaningName(value) })),
          ]}
        />
      </Field>
      {(options.meaning === 'date' || options.format !== undefined) && (
        <Field
          label={t('Date format')}
          hint={t(
            '%d/%m/%Y for 31/12/2026; epoch-s or epoch-ms for Unix timestamps in seconds or milliseconds',
          )}
        >
          <CommittedField
            label={t('Date format of {0}', name)}
            path={['columns', name, 'format']}
            value={options.format ?? ''}
            toFile={(text) => (text.trim() === '' ? undefined : text.trim())}
          />
        </Field>
      )}
      <Field
        label={t('Also missing')}
        hint={t('values of this column that mean “missing”, separated by commas')}
      >
        <CommittedField
          label={t('Values of {0} that mean missing', name)}
          path={['columns', name, 'missing']}
          value={listText(options.missing)}
          toFile={textList}
          className="medium"
        />
      </Field>
    </>
  );
}

/** Why a column is not used, the one click that uses it, and what it would become. */
function Unused({ state, port, run, row }: SectionProps & { readonly row: ColumnRow }) {
  const { changeColumns } = useEditing();
  const why = unusableText(row);
  return (
    <div class="feature">
      <p class="left-out">
        {why === undefined ? t('Not used.') : t('Left out: {0}.', why)}{' '}
        <Link onClick={() => changeColumns({ names: [row.name] }, { kind: 'use' }, row.name)}>
          {t('Use {0}', row.name)}
        </Link>
      </p>
      <FeaturePreview {...{ state, port, run }} column={row.name} made={[row.wanted, row.options]} />
    </div>
  );
}

/** A second way of the same column to numbers, such as ranges beside the number. */
function AnotherEncoding({ row, count }: { readonly row: ColumnRow; readonly count: number }) {
  const { edit } = useEditing();
  const uses = new Set(
    row.features.flatMap(({ feature }) => ('product' in feature ? [] : [feature.encode ?? 'number'])),
  );
  const isNumber = row.type === 'integer' || row.type === 'decimal';
  const encode = (
    isNumber ? (['bins', 'powers', 'one-hot'] as const) : (['frequency', 'target-mean'] as const)
  ).find((one) => !uses.has(one));
  if (encode === undefined) return null;
  return (
    <p class="s">
      <Link onClick={() => edit(['features', count], { column: row.name, encode }, { label: row.name })}>
        {t('Encode {0} another way too', row.name)}
      </Link>
    </p>
  );
}
