import * as vscode from 'vscode';
import { commandName, parseArguments } from '../contributions.ts';
import type { CommandAnswer, CommandId } from '../contributions.ts';
import { showFailure } from './background.ts';
import { isCancelled } from './cancellation.ts';

/** Registers a command: a failure is logged and shown once, cancelling is silent. */
export function registerCommand<Id extends CommandId>(
  id: Id,
  log: vscode.LogOutputChannel,
  run: CommandAnswer<Id>,
): vscode.Disposable {
  return vscode.commands.registerCommand(commandName(id), async (...given: unknown[]) => {
    try {
      return await run(...parseArguments(id, given));
    } catch (error) {
      if (!isCancelled(error)) showFailure(log, error);
      return undefined;
    }
  });
}
