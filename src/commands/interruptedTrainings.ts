import { basename } from 'node:path';
import * as vscode from 'vscode';
import { runCommand } from '../contributions/runCommand.ts';
import { inBackground } from '../platform/background.ts';
import { offer } from '../platform/prompts.ts';
import type { TrainingStarts } from '../runs/trainingStarts.ts';

/** How often windows that are preparing a training are looked at: one may end before its job exists. */
const lookAgainAfterMs = 3000;

type Starts = Pick<TrainingStarts<unknown>, 'look' | 'forget' | 'stateOf'>;

/** Says which trainings a reload or crash ended before their job was created, until the user has seen it. */
export function watchInterruptedTrainings(
  starts: Starts,
  log: Pick<vscode.LogOutputChannel, 'error'>,
): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  let isDisposed = false;
  const look = async () => {
    const { interrupted, othersAreStarting } = await starts.look();
    for (const path of interrupted.filter(isOfThisWindow)) inBackground(log, () => offerAgain(starts, path));
    if (othersAreStarting && !isDisposed) timer = setTimeout(() => inBackground(log, look), lookAgainAfterMs);
  };
  inBackground(log, look);
  return {
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
    },
  };
}

/** A window without a folder may have been the one that was closed. */
const isOfThisWindow = (path: string) =>
  vscode.workspace.workspaceFolders === undefined ||
  vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path)) !== undefined;

async function offerAgain(starts: Starts, path: string): Promise<void> {
  const state = starts.stateOf(path);
  if (state.kind !== 'interrupted') return;
  const name = basename(path);
  const message = state.mayRun
    ? vscode.l10n.t(
        'Training {0} was interrupted while its job was being created. Check under Training jobs whether it runs before you train again.',
        name,
      )
    : vscode.l10n.t('Training {0} was interrupted before its job was created.', name);
  await offer(message, {
    label: vscode.l10n.t('Train again'),
    run: () => runCommand('train', vscode.Uri.file(path)),
  });
  await starts.forget(path);
}
