import { basename } from 'node:path';
import * as vscode from 'vscode';
import { parseExperiment } from '../../../data/experiment/parseExperiment.ts';
import type { TableEdits } from '../../../data/shapes/tableEdits.ts';
import { withKey } from '../../host/withKey.ts';
import type { KeptEdits } from './edits.ts';

/** What an experiment says of how its table is read. Throws DataFailure. */
export function editsIn(text: string, file: string): TableEdits {
  const { read } = parseExperiment(text, file);
  return read === undefined ? {} : { read };
}

/** The text of an experiment that reads its table so; what it says of other things keeps its formatting. Throws DataFailure. */
export function withEdits(text: string, file: string, edits: TableEdits): string {
  const changed = withKey(text, ['read'], edits.read);
  parseExperiment(changed, file);
  return changed;
}

/** Edits that an experiment keeps. An unsaved experiment is left to be saved by the user. */
export function experimentEdits(uri: vscode.Uri): KeptEdits {
  const open = () => vscode.workspace.openTextDocument(uri);
  return {
    experiment: basename(uri.fsPath),
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
  };
}
