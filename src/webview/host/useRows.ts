import { basename } from 'node:path';
import * as vscode from 'vscode';
import { runCommand } from '../../contributions/runCommand.ts';
import type { Engine } from '../../data/engine/calls.ts';
import type { RowRule } from '../../data/shapes/rowRules.ts';
import type { TableEdits } from '../../data/shapes/tableEdits.ts';
import { pick } from '../../platform/prompts.ts';
import { experimentEdits } from './experimentEdits.ts';

interface UseRows {
  readonly engine: Pick<Engine, 'experimentsBeside'>;
  readonly uri: vscode.Uri;
  /** Of the table, as the page shows it. */
  readonly edits: TableEdits;
  /** The experiment that the page is about. */
  readonly experiment?: vscode.Uri | undefined;
}

/**
 * Adds rules to an experiment: the page's own, one next to the table that the user picks, or a new one. Throws
 * Cancelled.
 */
export async function useRows(
  { engine, uri, edits, experiment }: UseRows,
  rules: readonly RowRule[],
): Promise<void> {
  const chosen = experiment ?? (await experimentBeside(engine, uri));
  if (chosen === undefined) {
    const rows = withRules(edits.rows, rules);
    await runCommand('train', uri, { ...edits, rows, review: true });
    return;
  }
  const kept = experimentEdits(chosen);
  const before = (await kept.current()).edits;
  await kept.keep({ ...before, rows: withRules(before.rows, rules) });
  await vscode.commands.executeCommand('vscode.open', chosen, { preview: false });
}

/** Without duplicates. */
export function withRules(before: readonly RowRule[] = [], rules: readonly RowRule[]): RowRule[] {
  const known = new Set(before.map((rule) => JSON.stringify(rule)));
  return [...before, ...rules.filter((rule) => !known.has(JSON.stringify(rule)))];
}

/** undefined for a new one. */
async function experimentBeside(
  engine: Pick<Engine, 'experimentsBeside'>,
  uri: vscode.Uri,
): Promise<vscode.Uri | undefined> {
  // A table in S3 has no local experiments next to it.
  if (uri.scheme !== 'file') return undefined;
  const beside = await engine.experimentsBeside({ tablePath: uri.fsPath });
  const choices = beside.flatMap(({ name, path, experiment }) =>
    experiment === undefined
      ? []
      : [
          {
            label: name,
            description: vscode.l10n.t('predicts {0}', experiment.target),
            value: vscode.Uri.file(path),
          },
        ],
  );
  if (choices.length === 0) return undefined;
  return pick<vscode.Uri | undefined>(
    [...choices, { label: vscode.l10n.t('New experiment…'), value: undefined }],
    {
      title: vscode.l10n.t('Use these rows from {0}', basename(uri.fsPath)),
      placeHolder: vscode.l10n.t('Add the rules to which experiment?'),
    },
  );
}
