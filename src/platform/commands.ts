import * as vscode from 'vscode';
import { showFailure } from './background.ts';
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
      if (!isCancelled(error)) showFailure(log, error);
      return undefined;
    }
  });
}
