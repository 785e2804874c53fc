import type * as vscode from 'vscode';
import type { Services } from './services.ts';

/** Opens the Runs page of an experiment or of a folder, or the one of all runs. */
export async function showRuns(services: Services, uri?: vscode.Uri): Promise<void> {
  (await services.panels()).openRunsPanel(services, uri);
}
