import * as vscode from 'vscode';
import { commandIds, commandName } from '../../contributions/commandIds.ts';
import type { CommandId } from '../../contributions/commandIds.ts';
import { runCommandIds } from '../contract/runColumns.ts';
import type { RunCommandId } from '../contract/runColumns.ts';

/** Whether there is a command of this name. */
export const isCommand = (id: string): id is CommandId => commandIds.some((known) => known === id);

/** Commands about one run that there are. */
export const knownRunCommands = (): readonly RunCommandId[] => runCommandIds.filter(isCommand);

/** Runs a command about a run from a page, which names the run; what it would delete is still for the user to confirm. */
export const runOnRun = (
  id: RunCommandId,
  run: { readonly trainingJobName: string; readonly connectionId: string },
) => runIfKnown(id, id === 'deleteRun' ? { ...run, confirmed: false } : run);

/** Runs a command that another part of the extension may not have yet. */
export async function runIfKnown(id: string, options: object): Promise<void> {
  if (isCommand(id)) await vscode.commands.executeCommand(commandName(id), options);
}
