import * as vscode from 'vscode';
import { commandName } from './commandIds.ts';
import type { CommandId } from './commandIds.ts';
import type { CommandArguments, CommandResult } from './commands.ts';

/** Runs one of our commands; undefined also when it failed or was cancelled, which the command itself shows. */
export async function runCommand<Id extends CommandId>(
  id: Id,
  ...given: CommandArguments<Id>
): Promise<CommandResult<Id> | undefined> {
  return vscode.commands.executeCommand<CommandResult<Id> | undefined>(commandName(id), ...given);
}

/** The command as tree items and status bar items hold it. */
export function asCommand<Id extends CommandId>(
  id: Id,
  title: string,
  ...given: CommandArguments<Id>
): vscode.Command {
  return { command: commandName(id), title, ...(given.length === 0 ? {} : { arguments: given }) };
}
