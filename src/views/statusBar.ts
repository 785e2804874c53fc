import * as vscode from 'vscode';
import type { Connection } from '../aws/connections/types.ts';
import { billsMoney, connectionLabel } from '../aws/connections/types.ts';
import { endpointPrice } from '../aws/costs.ts';
import type { EndpointDetails, EndpointSummary } from '../aws/endpoints.ts';
import { explain } from '../platform/messages.ts';
import type { EndpointLedger } from '../runs/endpointLedger.ts';
import type { OpenSession, Session } from '../runs/session.ts';

export interface EndpointWarning extends vscode.Disposable {
  /** Looks again. Nothing is asked of the connection when no endpoint was ever recorded. */
  refresh(): Promise<void>;
  /** Names the connection of which the warning speaks. */
  showConnection(connection: Connection): void;
}

/** How often a live endpoint is looked at again: it may be deleted elsewhere. */
const lookAgainAfterMs = 30_000;
/** A recorded endpoint that is not listed may be one that is just being asked for. */
const forgetAfterMs = 10 * 60_000;

/** The connection, and a warning for as long as an endpoint lives. What cannot be known is said, never hidden. */
export function createEndpointWarning(openSession: OpenSession, ledger: EndpointLedger): EndpointWarning {
  const connection = statusBarItem('connection', vscode.l10n.t('Linear Learner: connection'), 10);
  connection.command = 'linearLearner.switchConnection';
  const warning = statusBarItem('endpoints', vscode.l10n.t('Linear Learner: live endpoints'), 9);
  warning.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  warning.command = 'linearLearner.manageEndpoints';
  let timer: NodeJS.Timeout | undefined;
  const show = (text: string, tooltip: string) => {
    warning.text = `$(warning) ${text}`;
    warning.tooltip = tooltip;
    warning.show();
  };
  const look = async (): Promise<number | undefined> => {
    const recorded = await ledger.entries();
    if (recorded.length === 0) {
      warning.hide();
      return undefined;
    }
    const session = await openSession();
    const live = await session.aws.listEndpoints(session.clients);
    await forgetGone(ledger, session, live);
    if (live.length === 0) {
      warning.hide();
      return undefined;
    }
    const { text, tooltip } = await describe(session, live);
    show(text, tooltip);
    return live.every(({ status }) => status === 'InService') ? lookAgainAfterMs : session.pollIntervalMs;
  };
  const refresh = async () => {
    clearTimeout(timer);
    const lookAgainMs = await look().catch((error: unknown) => {
      show(vscode.l10n.t('endpoints unknown'), explain(error).message);
      return lookAgainAfterMs;
    });
    clearTimeout(timer);
    if (lookAgainMs !== undefined) timer = setTimeout(() => void refresh(), lookAgainMs);
  };
  return {
    refresh,
    showConnection(shown) {
      connection.text = `$(${billsMoney(shown) ? 'cloud' : 'vm'}) ${connectionLabel(shown)}`;
      connection.tooltip = vscode.l10n.t('Linear Learner trains and deploys here. Click to switch.');
      connection.show();
    },
    dispose() {
      clearTimeout(timer);
      connection.dispose();
      warning.dispose();
    },
  };
}

function statusBarItem(id: string, name: string, priority: number): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem(
    `linearLearner.${id}`,
    vscode.StatusBarAlignment.Left,
    priority,
  );
  item.name = name;
  return item;
}

async function forgetGone(
  ledger: EndpointLedger,
  { connectionId }: Session,
  live: readonly EndpointSummary[],
): Promise<void> {
  const names = new Set(live.map(({ endpointName }) => endpointName));
  const gone = (await ledger.entries()).filter(
    (entry) =>
      entry.connectionId === connectionId &&
      !names.has(entry.endpointName) &&
      Date.now() - Date.parse(entry.recordedAt) > forgetAfterMs,
  );
  await Promise.all(gone.map(({ endpointName }) => ledger.forget(connectionId, endpointName)));
}

async function describe(
  { aws, clients, connection }: Session,
  live: readonly EndpointSummary[],
): Promise<{ text: string; tooltip: string }> {
  const details = await Promise.all(
    live.map(({ endpointName }) => aws.describeEndpoint(clients, endpointName)),
  );
  const known = details.filter((one) => one !== undefined);
  const count = live.length === 1 ? vscode.l10n.t('1 endpoint') : vscode.l10n.t('{0} endpoints', live.length);
  const lines = known.map((one) => `${one.endpointName}: ${one.status}, ${costText(connection, [one])}`);
  return {
    text: `${count} · ${costText(connection, known)}`,
    tooltip: [...lines, vscode.l10n.t('Click to open or delete them.')].join('\n'),
  };
}

/** "local, free", the price of an hour of all together, or whose price is unknown: never a guess. */
export function costText(connection: Connection, endpoints: readonly EndpointDetails[]): string {
  let usdPerHour = 0;
  for (const { instanceType, instanceCount } of endpoints) {
    const price = endpointPrice(connection, instanceType, instanceCount);
    if (price === 'free') return vscode.l10n.t('local, free');
    if (price === 'unknown') return vscode.l10n.t('price of {0} unknown', instanceType);
    usdPerHour += price.usdPerHour;
  }
  return vscode.l10n.t('${0} per hour', usdPerHour.toFixed(usdPerHour < 1 ? 3 : 2));
}
