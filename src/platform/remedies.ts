import { basename } from 'node:path';
import * as vscode from 'vscode';
import { asCommand, runCommand } from '../contributions/runCommand.ts';
import type { Remedy } from './explanations/remedy.ts';

export function labelOf(remedy: Remedy): string {
  switch (remedy.kind) {
    case 'showLog':
      return vscode.l10n.t('Show Log');
    case 'signIn':
      return vscode.l10n.t('Sign In');
    case 'switchConnection':
      return vscode.l10n.t('Switch Connection…');
    case 'chooseDestination':
      return vscode.l10n.t('Choose Bucket and Role…');
    case 'agreeToOwner':
      return vscode.l10n.t('Confirm Owner…');
    case 'refresh':
      return vscode.l10n.t('Refresh');
    case 'deleteAllEndpoints':
      return vscode.l10n.t('Delete All Endpoints…');
    case 'copyStatement':
      return vscode.l10n.t('Copy Policy Statement');
    case 'editProfile':
      return vscode.l10n.t('Edit Profile');
    case 'openExperiment':
      return vscode.l10n.t('Open Experiment');
    case 'openFile':
      return remedy.line > 1
        ? vscode.l10n.t('Open at line {0}', remedy.line)
        : vscode.l10n.t('Open {0}', basename(remedy.file));
  }
}

const statementOf = ({ action, resource }: Extract<Remedy, { readonly kind: 'copyStatement' }>) => ({
  action,
  resource,
});

/** None where the connection of the failure is unknown: the command then signs in to the current one. */
const signInArguments = ({ connectionId }: Extract<Remedy, { readonly kind: 'signIn' }>) =>
  connectionId === undefined ? ([] as const) : ([{ connectionId }] as const);

const lineOf = (line: number) => new vscode.Range(line - 1, 0, line - 1, 0);

const placeOf = ({ file, line }: Extract<Remedy, { readonly kind: 'editProfile' }>) =>
  [vscode.Uri.file(file), { selection: lineOf(line), preview: false }] as const;

/** The command of a remedy, for rows and links; undefined for one that needs what a message knows. */
export function remedyCommand(remedy: Remedy): vscode.Command | undefined {
  const label = labelOf(remedy);
  switch (remedy.kind) {
    case 'signIn':
      return asCommand('signIn', label, ...signInArguments(remedy));
    case 'editProfile':
      return { command: 'vscode.open', title: label, arguments: [...placeOf(remedy)] };
    case 'showLog':
    case 'switchConnection':
    case 'chooseDestination':
    case 'refresh':
    case 'deleteAllEndpoints':
      return asCommand(remedy.kind, label);
    case 'copyStatement':
      return asCommand('copyPermissions', label, { statement: statementOf(remedy) });
    case 'agreeToOwner':
    case 'openExperiment':
    case 'openFile':
      return undefined;
  }
}

/** Whether there was a result: none of a sign-in that failed or was cancelled, which it shows itself. */
export async function takeRemedy(remedy: Remedy): Promise<boolean> {
  switch (remedy.kind) {
    case 'signIn':
      return (await runCommand('signIn', ...signInArguments(remedy))) !== undefined;
    case 'editProfile':
      await vscode.commands.executeCommand('vscode.open', ...placeOf(remedy));
      return true;
    case 'showLog':
    case 'switchConnection':
    case 'chooseDestination':
    case 'refresh':
    case 'deleteAllEndpoints':
      return (await runCommand(remedy.kind)) !== undefined;
    case 'agreeToOwner':
      return (await runCommand('chooseBucket', { bucket: remedy.bucket, forExperiment: true })) !== undefined;
    case 'copyStatement':
      return (await runCommand('copyPermissions', { statement: statementOf(remedy) })) !== undefined;
    case 'openExperiment':
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(remedy.file), { preview: false });
      return true;
    case 'openFile':
      await openFileAt(remedy.file, remedy.line);
      return true;
  }
}

/** Opens the file as text. */
async function openFileAt(file: string, line: number): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), 'default', {
    selection: lineOf(line),
  });
}
