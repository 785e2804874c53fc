import type { Signal } from '@preact/signals';
import type { ExperimentChoices, ExperimentReady } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { Section } from '../../kit/controls/Section.tsx';
import { ColumnDetail } from './ColumnDetail.tsx';
import { allColumns, ColumnList } from './ColumnList.tsx';
import { ExtraFeatures } from './ExtraFeatures.tsx';
import type { SectionProps } from './sectionProps.ts';

interface ColumnsProps extends SectionProps {
  readonly choices: Signal<ExperimentChoices>;
}

/** What the model learns from: every column of the table, what it becomes, and features beyond one a column. */
export function ColumnsSection({ choices, ...section }: ColumnsProps) {
  const { state } = section;
  if (state.dataset.kind !== 'known') return null;
  const { columnQuery = allColumns, column } = choices.value;
  return (
    <Section id="columns" title={t('Columns')} aside={countsText(state)}>
      <ColumnList
        {...section}
        query={columnQuery}
        onQuery={(query) => (choices.value = { ...choices.value, columnQuery: query })}
        chosen={column}
        onChoose={(name) => (choices.value = { ...choices.value, column: name })}
      />
      {column !== undefined && <ColumnDetail {...section} name={column} />}
      <h3 class="extra-heading">{t('Extra features')}</h3>
      <ExtraFeatures {...section} />
    </Section>
  );
}

/** "12 columns become 41 features" */
function countsText({ features: { columnCount, outputCount } }: ExperimentReady): string {
  if (outputCount === undefined)
    return columnCount === 1 ? t('1 column used') : t('{0} columns used', fixed(columnCount));
  if (columnCount === 1 && outputCount === 1) return t('1 column becomes 1 feature');
  return columnCount === 1
    ? t('1 column becomes {0} features', fixed(outputCount))
    : t('{0} columns become {1} features', fixed(columnCount), fixed(outputCount));
}
