import * as vscode from 'vscode';
import { commandName } from '../contributions/commandIds.ts';
import { statusBarName } from '../contributions/ids.ts';
import type { StatusBarId } from '../contributions/ids.ts';
import { type AttentionSource, alwaysWatched } from '../platform/pace.ts';
import { pricesUrl } from '../webview/contract/price.ts';
import type { ConnectionLook, LookNeeds } from './endpointLook.ts';
import { endpointText } from './endpointText.ts';
import type { EndpointText } from './endpointText.ts';
import { openEndpointWatch } from './endpointWatch.ts';
import type { KnownEndpoints } from './endpointWatch.ts';
import { noneMissing } from './missingRights.ts';
import type { MissingRights } from './missingRights.ts';
import { markdownOf, unlessInTree } from './tooltips.ts';

export interface EndpointWarning extends vscode.Disposable {
  /** Polls now. A connection that bills nothing is called only while an endpoint of it is recorded. */
  refresh(): Promise<void>;
  /** Shows the failed deletion in the error colour until the endpoint is gone. */
  deletionFailed(connectionId: string, endpointName: string): void;
}

/** Shows a warning while an endpoint may exist, on any connection, and without a colour what others' endpoints cost. */
export function createEndpointWarning(
  needs: LookNeeds & { readonly missing?: MissingRights },
  attention: AttentionSource = alwaysWatched,
): EndpointWarning {
  const { missing = noneMissing } = needs;
  const item = statusBarItem('endpoints', vscode.l10n.t('Linear Learner: live endpoints'), 9);
  item.command = commandName('manageEndpoints');
  const undeletable = new Map<string, { readonly connectionId: string; readonly endpointName: string }>();
  let newest = 0;
  let known: KnownEndpoints | undefined;

  const draw = async () => {
    const mine = (newest += 1);
    if (known === undefined) return;
    const names = [...undeletable.values()].map(({ endpointName }) => endpointName);
    const text = await endpointText(known, names, await needs.prices?.rates());
    // Stale: more is known by now.
    if (mine === newest) show(item, { ...text, tooltip: unlessInTree(text.tooltip, missing) });
  };
  const watch = openEndpointWatch(needs, attention, (now) => {
    known = now;
    for (const [key, { connectionId, endpointName }] of undeletable)
      if (isGone(now.looks.get(connectionId), endpointName)) undeletable.delete(key);
    return draw();
  });
  const inTree = missing.onDidChange(() => {
    draw().catch(() => undefined);
  });
  return {
    refresh: () => watch.refresh(),
    deletionFailed(connectionId, endpointName) {
      undeletable.set(`${connectionId}\n${endpointName}`, { connectionId, endpointName });
      // What cannot be drawn now is drawn after the next poll.
      draw().catch(() => undefined);
    },
    dispose() {
      newest += 1;
      watch.dispose();
      inTree.dispose();
      item.dispose();
    },
  };
}

/** Whether an endpoint was missing when it was last looked at. */
function isGone(look: ConnectionLook | undefined, endpointName: string): boolean {
  if (look?.kind !== 'seen') return false;
  const { own, others } = look.found;
  const isThere = own.some(({ kind, entry }) => kind !== 'confirming' && entry.endpointName === endpointName);
  return !isThere && !others.some((one) => one.endpointName === endpointName);
}

const colours = {
  notice: undefined,
  warning: 'statusBarItem.warningBackground',
  error: 'statusBarItem.errorBackground',
} as const;
const icons = { notice: 'server-environment', warning: 'warning', error: 'error' } as const;

function show(item: vscode.StatusBarItem, text: EndpointText): void {
  const { parts, level, tooltip } = text;
  if (parts.length === 0) {
    item.hide();
    return;
  }
  const colour = colours[level];
  item.backgroundColor = colour === undefined ? undefined : new vscode.ThemeColor(colour);
  item.text = `$(${icons[level]}) ${parts.join(' · ')}`;
  item.tooltip = tooltipOf(text);
  // Screen readers would otherwise read the tooltip's Markdown.
  item.accessibilityInformation = {
    label: [item.name, ...parts, ...tooltip.map(({ text: line }) => line)].join(', '),
  };
  item.show();
}

function tooltipOf({ tooltip, hasUnknownPrice }: EndpointText): vscode.MarkdownString {
  const text = markdownOf(tooltip);
  if (hasUnknownPrice) text.appendMarkdown(`[${vscode.l10n.t('Prices of AWS')}](${pricesUrl})\n\n`);
  return text.appendText(vscode.l10n.t('Click to open or delete them.'));
}

function statusBarItem(id: StatusBarId, name: string, priority: number): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem(statusBarName(id), vscode.StatusBarAlignment.Left, priority);
  item.name = name;
  return item;
}
