import * as vscode from 'vscode';
import { isCancelled } from './cancellation.ts';

/** Registers a command: what goes wrong is logged and shown once, cancelling is silent. */
export function registerCommand(
  id: string,
  log: vscode.LogOutputChannel,
  run: (...given: unknown[]) => Promise<unknown>,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...given: unknown[]) => {
    try {
      return await run(...given);
    } catch (error) {
      if (!isCancelled(error)) await showFailure(log, error);
      return undefined;
    }
  });
}

async function showFailure(log: vscode.LogOutputChannel, error: unknown): Promise<void> {
  log.error(error instanceof Error ? error : String(error));
  const showLog = vscode.l10n.t('Show Log');
  void vscode.window
    .showErrorMessage(error instanceof Error ? error.message : String(error), showLog)
    .then((chosen) => {
      if (chosen === showLog) log.show();
      return undefined;
    });
}
