import * as vscode from 'vscode';
import { fieldsOf } from '../../data/fields/fieldsOf.ts';
import type { Field } from '../../data/fields/field.ts';
import { numberText } from '../../platform/explanations/numberText.ts';
import type { ReportSection } from '../../runs/report/document.ts';
import type { ReportFacts } from './facts.ts';
import { significant } from './numbers.ts';

const mostFields = 100;
const mostLevels = 12;

/** What the model must not be used for: whatever it has not seen. */
export function limitsSection({ record, evaluation }: ReportFacts): ReportSection {
  const fields = fieldsOf(record.preparation.features);
  const left = fields.length - mostFields;
  return {
    title: vscode.l10n.t('What this model must not be used for'),
    blocks: [
      {
        kind: 'list',
        items: [
          vscode.l10n.t(
            'Rows unlike those it was trained on. The table below shows what it has seen: beyond these ranges a linear model extrapolates in a straight line, whether or not that is right.',
          ),
          vscode.l10n.t(
            'Conclusions about causes. A coefficient shows what is associated with {0} in this table, not what changes it.',
            evaluation.target,
          ),
          vscode.l10n.t(
            'Decisions about people, unless someone has checked how it treats each group. This report contains no such check.',
          ),
          vscode.l10n.t(
            'Data collected in another way or at another time, unless it has first been evaluated on such data.',
          ),
        ],
      },
      {
        kind: 'table',
        columns: [
          { label: vscode.l10n.t('Column') },
          { label: vscode.l10n.t('Seen in training') },
          { label: vscode.l10n.t('A missing value') },
        ],
        rows: fields.slice(0, mostFields).map((field) => [field.column, seenText(field), gapText(field)]),
      },
      ...(left > 0
        ? [{ kind: 'text' as const, text: vscode.l10n.t('{0} more columns.', numberText(left)) }]
        : []),
    ],
  };
}

function seenText({ values }: Field): string {
  switch (values.kind) {
    case 'number':
      return vscode.l10n.t('{0} to {1}', significant(values.min), significant(values.max));
    case 'date':
      return vscode.l10n.t('{0} to {1}', dateText(values.min), dateText(values.max));
    case 'boolean':
      return vscode.l10n.t('{0} or {1}', values.no, values.yes);
    case 'level': {
      const shown = values.levels.slice(0, mostLevels).join(', ');
      const left = values.levels.length - mostLevels;
      return left > 0 ? vscode.l10n.t('{0} and {1} more', shown, numberText(left)) : shown;
    }
    case 'text':
      return vscode.l10n.t('any text');
  }
}

const dateText = (ms: number) => new Date(ms).toISOString().slice(0, 10);

function gapText({ missing }: Field): string {
  switch (missing.kind) {
    case 'refused':
      return vscode.l10n.t('is refused');
    case 'filled':
      return vscode.l10n.t(
        'becomes {0}',
        typeof missing.with === 'number' ? significant(missing.with) : missing.with,
      );
    case 'level':
      return vscode.l10n.t('is a value of its own');
    case 'unseen':
      return vscode.l10n.t('is treated as an unknown value');
  }
}
