import { basename } from 'node:path';
import * as vscode from 'vscode';
import { viewTypes } from '../contributions/ids.ts';
import type { CommandId } from '../contributions/commandIds.ts';
import type { ParsedArguments } from '../contributions/commands.ts';
import { isTableFile, likelyTableExtensions, dialogExtensions } from '../data/shapes/tableFiles.ts';
import { openFile, pick } from '../platform/prompts.ts';
import type { Choice } from '../platform/prompts.ts';

/** The first argument of a command as its handler gets it. */
export type Given<Id extends CommandId> = ParsedArguments<Id>[0];

interface Wanted {
  readonly title: string;
  /** Whether experiments are offered beside tables, or alone. */
  readonly experiments?: boolean | 'alone';
}

export const isExperiment = (uri: vscode.Uri) => uri.fsPath.endsWith('.linear.json');
const mostListed = 500;

/** The file a command was called with, or one the user picks among those of the workspace. Throws Cancelled. */
export async function fileIn(
  given: vscode.Uri | undefined,
  { title, experiments = false }: Wanted,
): Promise<vscode.Uri> {
  if (given !== undefined) return given;
  const endings = [
    ...(experiments === 'alone' ? [] : likelyTableExtensions),
    ...(experiments === false ? [] : ['linear.json']),
  ];
  const found = await vscode.workspace.findFiles(
    // A group of one is no pattern.
    endings.length === 1 ? `**/*.${endings.join()}` : `**/*.{${endings.join(',')}}`,
    undefined,
    mostListed,
  );
  const another = () =>
    openFile(
      title,
      experiments === 'alone'
        ? { [vscode.l10n.t('Experiments')]: ['json'] }
        : experiments
          ? { [vscode.l10n.t('Tables and experiments')]: [...dialogExtensions, 'json'] }
          : { [vscode.l10n.t('Tables')]: [...dialogExtensions] },
    );
  if (found.length === 0) return another();
  const open = openFileUri();
  const rank = (uri: vscode.Uri) => (uri.toString() === open?.toString() ? 0 : isExperiment(uri) ? 1 : 2);
  const paths = new Map(found.map((uri) => [uri, vscode.workspace.asRelativePath(uri)]));
  const choices = found
    .toSorted((a, b) => rank(a) - rank(b) || (paths.get(a) ?? '').localeCompare(paths.get(b) ?? ''))
    .map((uri): Choice<() => PromiseLike<vscode.Uri>> => {
      const name = basename(uri.fsPath);
      const path = paths.get(uri) ?? '';
      return { label: name, ...(path === name ? {} : { description: path }), value: async () => uri };
    });
  const anotherChoice = { label: vscode.l10n.t('Another file…'), value: another };
  const chosen = await pick([...choices, anotherChoice], { title, placeHolder: title });
  return chosen();
}

/** The table or experiment of the active editor. */
export function openTableOrExperiment(): vscode.Uri | undefined {
  const uri = openFileUri();
  return uri !== undefined && (isExperiment(uri) || isTableFile(uri.fsPath)) ? uri : undefined;
}

function openFileUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputText) return input.uri;
  return input instanceof vscode.TabInputCustom && input.viewType === viewTypes.experiment
    ? input.uri
    : undefined;
}
