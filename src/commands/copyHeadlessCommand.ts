import * as vscode from 'vscode';
import { tell } from '../platform/prompts.ts';
import { fileIn, openTableOrExperiment } from './arguments.ts';
import type { Services } from './services.ts';
import { commandLine, shellKind } from '../aws/connections/shellWords.ts';

/** Copies the command that trains a table or an experiment without VS Code, for the user's shell. */
export async function copyHeadlessCommand(
  { extensionUri }: Pick<Services, 'extensionUri'>,
  given?: vscode.Uri,
): Promise<{ readonly command: string }> {
  const title = vscode.l10n.t('Which table or experiment should be trained without VS Code?');
  const { fsPath } = await fileIn(given ?? openTableOrExperiment(), { title, experiments: true });
  const program = vscode.Uri.joinPath(extensionUri, 'dist', 'run.mjs').fsPath;
  const command = commandLine(shellKind(vscode.env.shell, process.platform), ['node', program, fsPath]);
  await vscode.env.clipboard.writeText(command);
  tell(
    vscode.l10n.t(
      'Copied. Paste it into a terminal with Node.js 22.13 or later: it trains and evaluates on this computer. --help lists its options.',
    ),
  );
  return { command };
}
