import type { Difference, ExperimentReady } from '../contract.ts';
import type { FindingLine, FindingRemedy } from '../../kit/controls/Findings.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import type { Editing } from './editing.ts';

/** Each name in the experiment that the table does not have, with the column that may be meant: it was written for another table. */
export function differenceLines(
  { dataset }: Pick<ExperimentReady, 'dataset'>,
  editing: Pick<Editing, 'resolveDifference'>,
): readonly FindingLine[] {
  if (dataset.kind !== 'known' || dataset.differenceCount === 0) return [];
  const { differences, differenceCount } = dataset;
  return [
    ...(differenceCount > 1 ? [summary(differences, differenceCount, editing)] : []),
    ...differences.map((difference): FindingLine => ({
      severity: difference.path[0] === 'columns' ? 'warning' : 'error',
      text: differenceText(difference),
      remedies: remediesOf(difference, editing),
    })),
  ];
}

function summary(
  differences: readonly Difference[],
  count: number,
  { resolveDifference }: Pick<Editing, 'resolveDifference'>,
): FindingLine {
  const isNear = differences.some(({ near }) => near !== undefined);
  const isLeft = differences.some(({ path }) => path[0] !== 'target');
  const hidden = count - differences.length;
  return {
    severity: 'error',
    text:
      hidden === 0
        ? t('The experiment names {0} columns that the table does not have', fixed(count))
        : t(
            'The experiment names {0} columns that the table does not have; the first {1} follow',
            fixed(count),
            fixed(differences.length),
          ),
    remedies: [
      ...(isNear ? [{ label: t('Use the nearest names'), onClick: () => resolveDifference('nearest') }] : []),
      ...(isLeft ? [{ label: t('Leave all out'), onClick: () => resolveDifference('leaveOut') }] : []),
    ],
  };
}

function differenceText({ path: [place], name }: Difference): string {
  if (place === 'target') return t('The table has no column {0}, which is the target.', name);
  if (place === 'rows') return t('The table has no column {0}, which a row rule uses.', name);
  if (place === 'columns') return t('The table has no column {0}, whose meaning the experiment sets.', name);
  return t('The table has no column {0}, which is a feature.', name);
}

function remediesOf(
  { path, near }: Difference,
  { resolveDifference }: Pick<Editing, 'resolveDifference'>,
): readonly FindingRemedy[] {
  return [
    ...(near === undefined
      ? []
      : [{ label: t('Use {0}', near), onClick: () => resolveDifference('nearest', path) }]),
    ...(path[0] === 'target'
      ? []
      : [{ label: t('Leave it out'), onClick: () => resolveDifference('leaveOut', path) }]),
  ];
}
