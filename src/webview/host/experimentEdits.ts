import { basename } from 'node:path';
import * as vscode from 'vscode';
import { parseExperiment } from '../../data/experiment/parseExperiment.ts';
import { withTableEdits } from '../../data/experiment/withTableEdits.ts';
import type { Experiment } from '../../data/shapes/experiment.ts';
import { readingOf } from '../../data/shapes/tableEdits.ts';
import type { TableEdits } from '../../data/shapes/tableEdits.ts';
import { withKey } from './withKey.ts';
import type { Kept, KeptEdits } from './keptEdits.ts';

/** What an experiment says of its table. Throws DataFailure. */
export function editsIn(text: string, file: string): Kept {
  const { read, columns, rows, target, targetTransform, split } = parseExperiment(text, file);
  const shares = unusualShares(split);
  return {
    edits: {
      ...readingOf({ read, columns }),
      ...(rows === undefined ? {} : { rows }),
      ...(targetTransform === undefined ? {} : { targetTransform }),
      ...(Object.keys(shares).length === 0 ? {} : { split: shares }),
    },
    experiment: { name: basename(file), target },
  };
}

/** What is held out where it is a share of the rows, and not the one that is suggested. */
function unusualShares({ test, validation }: Experiment['split']): NonNullable<TableEdits['split']> {
  return {
    ...(test < 1 && test !== 0.33 ? { test } : {}),
    ...(validation < 1 && validation !== 0 ? { validation } : {}),
  };
}

/** The text of an experiment that says so of its table; what it says of other things keeps its formatting. Throws DataFailure. */
export function withEdits(text: string, file: string, edits: TableEdits): string {
  const before = parseExperiment(text, file);
  const { read, columns, rows, targetTransform } = edits;
  const { features, hyperparameters, split } = withTableEdits(before, edits);
  // A model needs a feature: the last one stays.
  const used = features?.length === 0 ? before.features : features;
  const after = { read, columns, rows, targetTransform, features: used, split, hyperparameters };
  const known = new Map<string, unknown>(Object.entries(before));
  const changed = Object.entries(after)
    .filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(known.get(key)))
    .reduce((edited, [key, value]) => withKey(edited, [key], value), text);
  parseExperiment(changed, file);
  return changed;
}

/** Edits that an experiment keeps. An unsaved experiment is left to be saved by the user. */
export function experimentEdits(uri: vscode.Uri): KeptEdits {
  const open = () => vscode.workspace.openTextDocument(uri);
  return {
    current: async () => editsIn((await open()).getText(), uri.fsPath),
    keep: async (edits) => {
      const document = await open();
      const { isDirty } = document;
      const change = new vscode.WorkspaceEdit();
      const whole = new vscode.Range(0, 0, document.lineCount, 0);
      change.replace(uri, whole, withEdits(document.getText(), uri.fsPath, edits));
      await vscode.workspace.applyEdit(change);
      if (!isDirty) await document.save();
    },
    // Another column to look at is no other column to predict.
    chooseTarget: () => undefined,
  };
}
