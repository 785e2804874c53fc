import * as vscode from 'vscode';
import type { EndpointLedger } from '../runs/endpointLedger.ts';
import type { OpenSession } from '../runs/session.ts';

export interface EndpointWarning extends vscode.Disposable {
  /** Looks again. Nothing is asked of the connection when no endpoint was ever recorded. */
  refresh(): Promise<void>;
}

/** The connection, and a warning for as long as an endpoint lives. What cannot be known is said, never hidden. */
export function createEndpointWarning(openSession: OpenSession, ledger: EndpointLedger): EndpointWarning {
  const connection = vscode.window.createStatusBarItem(
    'linearLearner.connection',
    vscode.StatusBarAlignment.Left,
    10,
  );
  connection.name = vscode.l10n.t('Linear Learner: connection');
  connection.text = `$(vm) ${vscode.l10n.t('Local')}`;
  connection.tooltip = vscode.l10n.t(
    'Linear Learner trains and deploys on the embedded server of this machine, free',
  );
  connection.command = 'linearLearner.explorer.focus';
  connection.show();
  const warning = vscode.window.createStatusBarItem(
    'linearLearner.endpoints',
    vscode.StatusBarAlignment.Left,
    9,
  );
  warning.name = vscode.l10n.t('Linear Learner: live endpoints');
  warning.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  warning.command = 'linearLearner.deleteEndpoint';
  const show = (text: string, tooltip: string) => {
    warning.text = `$(warning) ${text}`;
    warning.tooltip = tooltip;
    warning.show();
  };
  return {
    async refresh() {
      const recorded = await ledger.entries();
      if (recorded.length === 0) return warning.hide();
      try {
        const { aws, clients, connectionId } = await openSession();
        const live = await aws.listEndpoints(clients);
        const names = new Set(live.map(({ endpointName }) => endpointName));
        for (const entry of recorded)
          if (entry.connectionId === connectionId && !names.has(entry.endpointName))
            await ledger.forget(connectionId, entry.endpointName);
        if (live.length === 0) return warning.hide();
        const text =
          live.length === 1
            ? vscode.l10n.t('1 endpoint, local, free')
            : vscode.l10n.t('{0} endpoints, local, free', live.length);
        show(text, vscode.l10n.t('{0}. Click to delete.', [...names].join(', ')));
      } catch (error) {
        show(vscode.l10n.t('endpoints unknown'), error instanceof Error ? error.message : String(error));
      }
    },
    dispose() {
      connection.dispose();
      warning.dispose();
    },
  };
}
