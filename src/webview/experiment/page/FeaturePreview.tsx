import type { FeaturePreview as Preview, PreviewRow } from '../../../data/shapes/featurePreview.ts';
import { Grid, Scroll } from '../../kit/controls/Grid.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { previewNumber, sizesOf } from './previewNumbers.ts';
import type { SectionProps } from './sectionProps.ts';
import { useFeaturePreview } from './useColumns.ts';

interface PreviewProps extends SectionProps {
  readonly column: string;
  /** In the list of features; absent for the one that the column would be by default. */
  readonly feature?: number;
  /** How the feature is made: the look is new when that is. */
  readonly made: unknown;
}

/** What a look depends on. */
function versionOf({ experiment, preflight }: SectionProps['state'], made: unknown): string {
  const { dataset, read, rows, target, predictorType, positiveClass, targetTransform, split } = experiment;
  const used = preflight.kind === 'known' ? [preflight.tableSha256, preflight.rowCounts] : [];
  return JSON.stringify([
    made,
    [dataset, read, rows, target, predictorType, positiveClass, targetTransform, split],
    used,
  ]);
}

/** Before and after: cells of some rows, and the numbers that the model gets. */
export function FeaturePreview({ state, port, run, column, feature, made }: PreviewProps) {
  const { answer, isOld } = useFeaturePreview(
    { port, run, version: versionOf(state, made) },
    column,
    feature,
  );
  if (answer === undefined || answer === null) return null;
  const label = t('{0} before and after', column);
  const sizes = sizesOf(answer.rows);
  return (
    <div class={isOld ? 'preview old' : 'preview'} data-testid="preview">
      <Scroll label={t('{0}, scrolls sideways', label)}>
        <Grid
          label={label}
          rows={answer.rows}
          columns={[
            { label: t('Row'), numeric: true, className: 'q', cell: ({ row }: PreviewRow) => fixed(row) },
            ...answer.columns.map((name, at) => ({
              label: name,
              className: 'cell',
              cell: ({ cells, why }: PreviewRow) => (
                <>
                  {cells[at] === '' ? (
                    <span class="q">{at === 0 && why === 'missing' ? t('missing') : t('empty')}</span>
                  ) : (
                    cells[at]
                  )}
                  {at === 0 && why !== undefined && (why !== 'missing' || cells[at] !== '') && (
                    <span class="q s"> {whyText(why)}</span>
                  )}
                </>
              ),
            })),
            {
              label: '→',
              isLabelHidden: true,
              className: 'q arrow',
              cell: () => <span aria-hidden="true">→</span>,
            },
            ...answer.names.map((name, at) => ({
              label: shortName(name, answer.columns),
              numeric: true,
              cell: ({ values }: PreviewRow) => valueText(values, at, sizes[at]),
            })),
          ]}
        />
      </Scroll>
      <p class="q s">{captionOf(answer)}</p>
    </div>
  );
}

/** Without the column that it is made of: the head of the cells says it. */
function shortName(name: string, [column = '', ...others]: readonly string[]): string {
  const rest =
    others.length === 0 && name.startsWith(column) ? /^[=_](.+)$/s.exec(name.slice(column.length)) : null;
  return rest?.[1] ?? name;
}

function valueText(values: PreviewRow['values'], at: number, size: number | undefined): string {
  if (typeof values !== 'string') return previewNumber(values[at] ?? Number.NaN, size);
  if (at > 0) return '';
  switch (values) {
    case 'value-missing':
      return t('stops the training: missing');
    case 'value-not-numeric':
      return t('stops the training: not a number');
    case 'value-unseen':
      return t('stops the training: a new value');
    case 'value-out-of-domain':
      return t('stops the training: the transform is not defined for it');
  }
}

function whyText(why: NonNullable<PreviewRow['why']>): string {
  switch (why) {
    case 'missing':
      return t('missing');
    case 'rare':
      return t('rare');
    case 'least':
      return t('min');
    case 'greatest':
      return t('max');
  }
}

function captionOf({ names, outputCount, fittedCount, trainCount }: Preview): string {
  const learned =
    fittedCount < trainCount
      ? t('For this preview, learned from {0} of {1} training rows.', fixed(fittedCount), fixed(trainCount))
      : t('Learned from {0} training rows.', fixed(trainCount));
  const others = outputCount - names.length;
  return others > 0 ? `${learned} ${t('{0} more columns are not shown.', fixed(others))}` : learned;
}
