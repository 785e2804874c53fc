import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ColumnProfile } from '../../data/shapes/profile.ts';
import { numberText } from '../../platform/explanations/numberText.ts';
import type { ReportBlock, ReportCell, ReportSection } from '../../runs/report/document.ts';
import type { ReportFacts } from './facts.ts';
import { significant } from './numbers.ts';

/** The table: how it was split, which rows were left out, and what its columns hold. */
export function dataSection({ record, data }: ReportFacts): ReportSection {
  const { experiment, rowCounts, datasetSha256 } = record;
  const { train, validation, test } = rowCounts;
  const { split } = experiment;
  const facts = [
    vscode.l10n.t('Table: {0}', basename(experiment.dataset)),
    vscode.l10n.t('SHA-256: {0}', datasetSha256),
    validation === 0
      ? vscode.l10n.t('Rows: {0} for training, {1} held out', numberText(train), numberText(test))
      : vscode.l10n.t(
          'Rows: {0} for training, {1} for validation, {2} held out',
          numberText(train),
          numberText(validation),
          numberText(test),
        ),
    split.column !== undefined
      ? vscode.l10n.t('Split: {0} by {1}', split.method ?? 'random', split.column)
      : split.shuffle
        ? vscode.l10n.t('Split: {0}, shuffled with seed {1}', split.method ?? 'random', split.seed)
        : vscode.l10n.t('Split: in the order of the file'),
    ...leftOut(record),
  ];
  return {
    title: vscode.l10n.t('Data'),
    blocks: [{ kind: 'list', items: facts }, ...columnBlocks(data)],
  };
}

function leftOut({ rowCounts }: ReportFacts['record']): readonly string[] {
  const { byRules = 0, withoutTarget = 0, withGaps = 0, setAside = 0 } = rowCounts;
  return [
    ...(withoutTarget > 0
      ? [vscode.l10n.t('Left out: {0} rows without a target', numberText(withoutTarget))]
      : []),
    ...(byRules > 0 ? [vscode.l10n.t('Left out: {0} rows by row rules', numberText(byRules))] : []),
    ...(withGaps > 0
      ? [vscode.l10n.t('Left out: {0} rows with a missing value in a feature', numberText(withGaps))]
      : []),
    ...(setAside > 0
      ? [vscode.l10n.t('Left out: {0} rows with too many or too few values', numberText(setAside))]
      : []),
  ];
}

function columnBlocks(data: ReportFacts['data']): readonly ReportBlock[] {
  switch (data.kind) {
    case 'changed':
      return [
        {
          kind: 'text',
          text: vscode.l10n.t('The table has changed since this run, so its columns are not described here.'),
        },
      ];
    case 'missing':
      return [
        {
          kind: 'text',
          text: vscode.l10n.t('The table cannot be read, so its columns are not described here.'),
        },
      ];
    case 'profile': {
      const { columns, columnCount } = data.profile;
      const table: ReportBlock = {
        kind: 'table',
        columns: [
          { label: vscode.l10n.t('Column') },
          { label: vscode.l10n.t('Type') },
          { label: vscode.l10n.t('Missing'), isNumeric: true },
          { label: vscode.l10n.t('Distinct'), isNumeric: true },
          { label: vscode.l10n.t('Minimum'), isNumeric: true },
          { label: vscode.l10n.t('Mean'), isNumeric: true },
          { label: vscode.l10n.t('Maximum'), isNumeric: true },
          { label: vscode.l10n.t('Values') },
        ],
        rows: columns.map(columnRow),
      };
      if (columns.length === columnCount) return [table];
      const text = vscode.l10n.t(
        'The first {0} of {1} columns.',
        numberText(columns.length),
        numberText(columnCount),
      );
      return [table, { kind: 'text', text }];
    }
  }
}

function columnRow(column: ColumnProfile): readonly ReportCell[] {
  const { name, type, missingCount, distinctCount, numeric } = column;
  return [
    name,
    type,
    numberText(missingCount),
    numberText(distinctCount),
    significant(numeric?.min),
    significant(numeric?.mean),
    significant(numeric?.max),
    valuesCell(column),
  ];
}

const mostValues = 3;

function valuesCell({ name, numeric, topValues, dates }: ColumnProfile): ReportCell {
  if (numeric !== undefined)
    return { counts: numeric.bars.counts, label: vscode.l10n.t('Histogram of {0}', name) };
  if (dates !== undefined)
    return { counts: dates.bars.counts, label: vscode.l10n.t('Rows over time by {0}', name) };
  return (topValues ?? [])
    .slice(0, mostValues)
    .map(({ value, count }) => `${value} (${numberText(count)})`)
    .join(', ');
}
