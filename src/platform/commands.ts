import * as vscode from 'vscode';
import { isCancelled } from './cancellation.ts';
import { explain } from './messages.ts';
import { labelOf, takeRemedy } from './remedies.ts';

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
      if (!isCancelled(error)) void showFailure(log, error);
      return undefined;
    }
  });
}

async function showFailure(log: vscode.LogOutputChannel, error: unknown): Promise<void> {
  log.error(error instanceof Error ? error : String(error));
  const { message, remedies } = explain(error);
  const labels = remedies.map(labelOf);
  const chosen = await vscode.window.showErrorMessage(message, ...labels);
  const remedy = remedies[labels.indexOf(chosen ?? '')];
  if (remedy !== undefined) await takeRemedy(remedy);
}
