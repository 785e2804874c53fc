import * as vscode from 'vscode';
import { commandName } from '../contributions/commandIds.ts';
import type { CommandId } from '../contributions/commandIds.ts';
import type { CommandResult } from '../contributions/commands.ts';
import { showFailure } from './background.ts';
import { isCancelled } from './cancellation.ts';

/**
 * Registers a command: a failure is logged and shown once, cancelling is silent. What failed for want of a sign-in runs once more after
 * it.
 */
export function registerCommand<Id extends CommandId>(
  id: Id,
  log: vscode.LogOutputChannel,
  run: (given: readonly unknown[]) => Promise<CommandResult<Id>>,
): vscode.Disposable {
  return vscode.commands.registerCommand(commandName(id), async (...given: unknown[]) => {
    try {
      return await run(given);
    } catch (error) {
      if (!isCancelled(error)) showFailure(log, error, id === 'signIn' ? undefined : () => run(given));
      return undefined;
    }
  });
}
