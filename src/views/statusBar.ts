import * as vscode from 'vscode';
import { commandName, statusBarName } from '../contributions.ts';
import type { StatusBarId } from '../contributions.ts';
import { pricesUrl } from './endpointCosts.ts';
import { lookAtEndpoints } from './endpointLook.ts';
import type { EndpointLook, LookNeeds, NamedEndpoint } from './endpointLook.ts';

export interface EndpointWarning extends vscode.Disposable {
  /** Looks again. Nothing is asked of a connection on which no endpoint was ever recorded. */
  refresh(): Promise<void>;
  /** The next looks say so, in the colour of errors, until the endpoint is gone. */
  deletionFailed(connectionId: string, endpointName: string): void;
}

const keyOf = ({ connectionId, endpointName }: NamedEndpoint) => `${connectionId}\n${endpointName}`;

/** A warning for as long as an endpoint may live, on whichever connection it was made. */
export function createEndpointWarning(needs: LookNeeds): EndpointWarning {
  const warning = statusBarItem('endpoints', vscode.l10n.t('Linear Learner: live endpoints'), 9);
  warning.command = commandName('manageEndpoints');
  const seen = new Set<string>();
  const undeletable = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let newest = 0;

  const refresh = async () => {
    clearTimeout(timer);
    const turn = (newest += 1);
    const look = await lookAtEndpoints(needs, (entry) => seen.has(keyOf(entry)));
    // An answer that a newer look has overtaken tells of the past.
    if (turn !== newest) return;
    await Promise.all(look.gone.map((entry) => needs.ledger.forget(entry.connectionId, entry.endpointName)));
    for (const one of look.seen) seen.add(keyOf(one));
    const known = new Set([...look.seen, ...look.recorded].map(keyOf));
    for (const key of undeletable.keys()) if (!known.has(key)) undeletable.delete(key);
    if (turn !== newest) return;
    show(warning, look, [...undeletable.values()]);
    if (look.againAfterMs !== undefined) timer = setTimeout(() => void refresh(), look.againAfterMs);
  };
  return {
    refresh,
    deletionFailed: (connectionId, endpointName) =>
      void undeletable.set(keyOf({ connectionId, endpointName }), endpointName),
    dispose() {
      newest += 1;
      clearTimeout(timer);
      warning.dispose();
    },
  };
}

function show(warning: vscode.StatusBarItem, look: EndpointLook, undeletable: readonly string[]): void {
  if (look.parts.length === 0) {
    warning.hide();
    return;
  }
  const failed = undeletable.map((name) => vscode.l10n.t('deleting {0} failed', name));
  const colour = failed.length > 0 ? 'statusBarItem.errorBackground' : 'statusBarItem.warningBackground';
  warning.backgroundColor = new vscode.ThemeColor(colour);
  const parts = [...look.parts, ...failed];
  warning.text = `$(warning) ${parts.join(' · ')}`;
  warning.tooltip = tooltipOf(look);
  // VS Code would read the tooltip's Markdown aloud.
  warning.accessibilityInformation = { label: [warning.name, ...parts, ...look.tooltip].join(', ') };
  warning.show();
}

function tooltipOf({ tooltip, hasUnknownPrice }: EndpointLook): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  for (const line of tooltip) text.appendText(line).appendMarkdown('\n\n');
  if (hasUnknownPrice) text.appendMarkdown(`[${vscode.l10n.t('Prices of AWS')}](${pricesUrl})\n\n`);
  return text.appendText(vscode.l10n.t('Click to open or delete them.'));
}

function statusBarItem(id: StatusBarId, name: string, priority: number): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem(statusBarName(id), vscode.StatusBarAlignment.Left, priority);
  item.name = name;
  return item;
}
