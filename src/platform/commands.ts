import * as vscode from 'vscode';
import { commandName, parseArguments } from '../contributions.ts';
import type { CommandAnswer, CommandId } from '../contributions.ts';
import { isCancelled } from './cancellation.ts';
import { explain } from './messages.ts';
import { labelOf, takeRemedy } from './remedies.ts';

/** Registers a command: what goes wrong is logged and shown once, cancelling is silent. */
export function registerCommand<Id extends CommandId>(
  id: Id,
  log: vscode.LogOutputChannel,
  run: CommandAnswer<Id>,
): vscode.Disposable {
  return vscode.commands.registerCommand(commandName(id), async (...given: unknown[]) => {
    try {
      return await run(...parseArguments(id, given));
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
