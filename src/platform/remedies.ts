import { basename } from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { runCommand } from '../contributions.ts';

const remedySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('showLog') }),
  z.object({ kind: z.literal('switchConnection') }),
  z.object({ kind: z.literal('chooseDestination') }),
  z.object({ kind: z.literal('refresh') }),
  z.object({ kind: z.literal('deleteAllEndpoints') }),
  z.object({ kind: z.literal('openExperiment'), file: z.string() }),
  z.object({ kind: z.literal('openFile'), file: z.string(), line: z.int().check(z.minimum(1)) }),
]);

/** What a button beside a failure does; plain data, so that a page can send it back. */
export type Remedy = z.infer<typeof remedySchema>;

export function parseRemedy(text: string): Remedy | undefined {
  try {
    return remedySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export function labelOf(remedy: Remedy): string {
  switch (remedy.kind) {
    case 'showLog':
      return vscode.l10n.t('Show Log');
    case 'switchConnection':
      return vscode.l10n.t('Switch Connection…');
    case 'chooseDestination':
      return vscode.l10n.t('Choose Bucket and Role…');
    case 'refresh':
      return vscode.l10n.t('Refresh');
    case 'deleteAllEndpoints':
      return vscode.l10n.t('Delete All Endpoints…');
    case 'openExperiment':
      return vscode.l10n.t('Open Experiment');
    case 'openFile':
      return remedy.line > 1
        ? vscode.l10n.t('Open at line {0}', remedy.line)
        : vscode.l10n.t('Open {0}', basename(remedy.file));
  }
}

export async function takeRemedy(remedy: Remedy): Promise<void> {
  switch (remedy.kind) {
    case 'showLog':
    case 'switchConnection':
    case 'chooseDestination':
    case 'refresh':
    case 'deleteAllEndpoints':
      await runCommand(remedy.kind);
      return;
    case 'openExperiment':
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(remedy.file), { preview: false });
      return;
    case 'openFile':
      await openFileAt(remedy.file, remedy.line);
  }
}

/** Opens the file as text. */
async function openFileAt(file: string, line: number): Promise<void> {
  const place = new vscode.Range(line - 1, 0, line - 1, 0);
  await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), 'default', {
    selection: place,
  });
}
