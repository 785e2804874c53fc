import * as vscode from 'vscode';
import { waitsForUser } from '../aws/connections/state.ts';
import { connectionId } from '../aws/connections/types.ts';
import { commandName } from '../contributions/commandIds.ts';
import { statusBarName } from '../contributions/ids.ts';
import type { StatusBarId } from '../contributions/ids.ts';
import { openAbsences } from '../runs/absences.ts';
import type { ConnectionStates } from '../runs/connectionStates.ts';
import { pricesUrl } from '../webview/contract/price.ts';
import { lookAtEndpoints, recordedLook } from './endpointLook.ts';
import type { EndpointLook, LookNeeds, NamedEndpoint } from './endpointLook.ts';
import { limitedSignal, longestLookMs } from './limitedSignal.ts';
import {
  type AttentionSource,
  alwaysWatched,
  pacedMs,
  retryAfterMs,
  shortestRetryMs,
} from '../platform/pace.ts';
import { noneMissing } from './missingRights.ts';
import type { MissingRights } from './missingRights.ts';
import { markdownOf, unlessInTree } from './tooltips.ts';

export interface EndpointWarning extends vscode.Disposable {
  /** Polls now. A connection that bills nothing is called only while an endpoint of it is recorded. */
  refresh(): Promise<void>;
  /** Shows the failed deletion in the error colour until the endpoint is gone. */
  deletionFailed(connectionId: string, endpointName: string): void;
}

const keyOf = ({ connectionId, endpointName }: NamedEndpoint) => `${connectionId}\n${endpointName}`;

/** How often, in addition to every refresh, the account is searched for unrecorded endpoints. */
const searchAgainAfterMs = 5 * 60_000;

/** Shows a warning while an endpoint may exist, on any connection. */
export function createEndpointWarning(
  needs: LookNeeds & {
    readonly states: Pick<ConnectionStates, 'of' | 'onDidChange'>;
    readonly missing?: MissingRights;
  },
  attention: AttentionSource = alwaysWatched,
): EndpointWarning {
  const warning = statusBarItem('endpoints', vscode.l10n.t('Linear Learner: live endpoints'), 9);
  warning.command = commandName('manageEndpoints');
  const { missing = noneMissing } = needs;
  const undeletable = new Map<string, string>();
  const memory = { absences: openAbsences(needs.now), tags: new Map<string, string | undefined>() };
  let timer: NodeJS.Timeout | undefined;
  let newest = 0;
  let shown: EndpointLook | undefined;
  let searchedAt = -Infinity;
  let failures = 0;
  /** The connection that is not polled before the user does something. */
  let waitsFor: string | undefined;
  let looking = new AbortController();

  const showLook = (look: EndpointLook) => {
    shown = look;
    const tooltip = unlessInTree(look.tooltip, missing);
    show(warning, { ...look, tooltip }, [...undeletable.values()]);
  };
  const look = async (turn: number, searches: boolean) => {
    clearTimeout(timer);
    looking.abort();
    looking = new AbortController();
    const recorded = await recordedLook(needs);
    if (turn !== newest) return;
    // The connection may respond late or never.
    if (!covers(shown, recorded)) showLook(recorded);
    const limited = limitedSignal(looking.signal, longestLookMs);
    const found = await lookAtEndpoints(needs, { ...memory, searches, signal: limited.signal });
    limited.dispose();
    // Stale: a newer refresh has started.
    if (turn !== newest) return;
    if (found.searched) searchedAt = performance.now();
    const known = new Set(found.covered.map(keyOf));
    for (const key of undeletable.keys()) if (!known.has(key)) undeletable.delete(key);
    showLook(found);
    failures = found.hasFailed === true ? failures + 1 : 0;
    const id = connectionId(needs.connection());
    waitsFor = found.hasFailed === true && waitsForUser(needs.states.of(id)) ? id : undefined;
    if (waitsFor !== undefined) return;
    const wantedMs =
      failures === 0 ? found.againAfterMs : Math.max(found.againAfterMs, retryAfterMs(failures));
    const waitMs = pacedMs(wantedMs, attention.current());
    timer = setTimeout(() => void look((newest += 1), isSearchDue()), waitMs ?? wantedMs);
  };
  const isSearchDue = () => performance.now() - searchedAt >= searchAgainAfterMs;
  const lookSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look((newest += 1), true), shortestRetryMs);
  };
  // The user may have signed in elsewhere.
  const attending = attention.onDidChange(() => {
    if (waitsFor !== undefined && attention.current() === 'watched') lookSoon();
  });
  const changes = needs.states.onDidChange((id) => {
    if (id === waitsFor && !waitsForUser(needs.states.of(id))) lookSoon();
  });
  const inTree = missing.onDidChange(() => {
    if (shown !== undefined) showLook(shown);
  });
  return {
    refresh: () => look((newest += 1), true),
    deletionFailed(connectionId, endpointName) {
      undeletable.set(keyOf({ connectionId, endpointName }), endpointName);
      if (shown !== undefined) showLook(shown);
    },
    dispose() {
      newest += 1;
      clearTimeout(timer);
      looking.abort();
      attending.dispose();
      changes.dispose();
      inTree.dispose();
      warning.dispose();
    },
  };
}

/** Whether the shown state covers every recorded endpoint. */
function covers(shown: EndpointLook | undefined, recorded: EndpointLook): boolean {
  const keys = new Set(shown?.covered.map(keyOf));
  return (
    recorded.parts.length === 0 ||
    (shown?.parts.length !== 0 && recorded.covered.every((one) => keys.has(keyOf(one))))
  );
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
  // Screen readers would otherwise read the tooltip's Markdown.
  warning.accessibilityInformation = {
    label: [warning.name, ...parts, ...look.tooltip.map(({ text }) => text)].join(', '),
  };
  warning.show();
}

function tooltipOf({ tooltip, hasUnknownPrice }: EndpointLook): vscode.MarkdownString {
  const text = markdownOf(tooltip);
  if (hasUnknownPrice) text.appendMarkdown(`[${vscode.l10n.t('Prices of AWS')}](${pricesUrl})\n\n`);
  return text.appendText(vscode.l10n.t('Click to open or delete them.'));
}

function statusBarItem(id: StatusBarId, name: string, priority: number): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem(statusBarName(id), vscode.StatusBarAlignment.Left, priority);
  item.name = name;
  return item;
}
