import { join } from 'node:path';
import * as vscode from 'vscode';
import type { UnreadableRun } from '../../../runs/history/unreadable.ts';
import type { UnreadableLine } from '../contract.ts';

/** Which record cannot be used, and why. */
export function unreadableLine(run: UnreadableRun): UnreadableLine {
  const { folder, file, trainingJobName } = run;
  return { name: trainingJobName ?? join(folder, file), reason: reasonOf(run) };
}

function reasonOf({ file, problem }: UnreadableRun): string {
  switch (problem.kind) {
    case 'half-deleted':
      return vscode.l10n.t('{0} is missing: the folder of the run was deleted in part.', file);
    case 'never-started':
      return vscode.l10n.t('Its training was interrupted before its job was requested.');
    case 'newer-version':
      return vscode.l10n.t(
        '{0} was written by a newer version of this extension (format {1}). Update the extension.',
        file,
        problem.version,
      );
    case 'damaged':
      return problem.at === ''
        ? vscode.l10n.t('{0} is damaged: it is not valid JSON.', file)
        : vscode.l10n.t('{0} is damaged at {1}.', file, problem.at);
    case 'misplaced':
      return vscode.l10n.t('{0} is the record of another run.', file);
    case 'unopenable':
      return vscode.l10n.t('{0} cannot be opened ({1}).', file, problem.code);
  }
}
