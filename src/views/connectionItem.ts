import * as vscode from 'vscode';
import {
  billsMoney,
  connectionId,
  connectionLabel,
  labelAtEndpoint,
  needsLocalServer,
} from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { commandName } from '../contributions/commandIds.ts';
import { statusBarName } from '../contributions/ids.ts';
import { explainService } from '../platform/serviceMessages.ts';
import type { Session } from '../runs/session.ts';

export interface ConnectionItem extends vscode.Disposable {
  /** Shows the current connection without calling it. */
  show(connection: Connection): void;
  /** Looks up a session's identity and endpoints and shows them in the tooltip. Never throws. */
  describe(session: Session): Promise<void>;
}

/** Status bar item of the current connection; its tooltip names endpoint, account and ARN. */
export function createConnectionItem(): ConnectionItem {
  const item = vscode.window.createStatusBarItem(
    statusBarName('connection'),
    vscode.StatusBarAlignment.Left,
    10,
  );
  item.name = vscode.l10n.t('Linear Learner: connection');
  item.command = commandName('switchConnection');
  let newest = 0;
  let shownId = '';
  const draw = (connection: Connection, label: string, lines: readonly string[]) => {
    item.text = `$(${billsMoney(connection) ? 'cloud' : 'vm'}) ${label}`;
    // Screen readers would otherwise read the icon's name.
    item.accessibilityInformation = { label: [item.name, label, ...lines].join(', ') };
    const head = vscode.l10n.t('Linear Learner trains and deploys on {0}.', label);
    item.tooltip = [head, ...lines, vscode.l10n.t('Click to switch.')].join('\n');
    item.show();
  };
  return {
    show(connection) {
      newest += 1;
      shownId = connectionId(connection);
      draw(connection, connectionLabel(connection), [
        vscode.l10n.t('Endpoint and account are looked up at first use.'),
      ]);
    },
    async describe(session) {
      if (session.connectionId !== shownId) return;
      const turn = (newest += 1);
      const { connection, configuredEndpoints } = session;
      const lines = [await endpointLines(session), await accountLines(session)].flat();
      // Stale: another connection or a newer session is current.
      if (turn === newest)
        draw(connection, labelAtEndpoint(connection, configuredEndpoints.sagemaker), lines);
    },
    dispose() {
      newest += 1;
      item.dispose();
    },
  };
}

async function endpointLines({
  connection,
  configuredEndpoints,
  endpointUrl,
}: Session): Promise<readonly string[]> {
  if (needsLocalServer(connection)) return [vscode.l10n.t('Endpoint: the embedded server on this computer')];
  try {
    const sagemaker = await endpointUrl('sagemaker');
    const others = Object.entries(configuredEndpoints).filter(
      ([, url]) => url !== configuredEndpoints.sagemaker,
    );
    return [
      vscode.l10n.t('Endpoint: {0}', sagemaker),
      ...others.map(([service, url]) => vscode.l10n.t('Endpoint of {0}: {1}', service, url)),
    ];
  } catch (error) {
    return [vscode.l10n.t('Endpoint: {0}', explainService(error).message)];
  }
}

async function accountLines({ identity }: Session): Promise<readonly string[]> {
  try {
    const { accountId, arn } = await identity();
    return [vscode.l10n.t('Account: {0}', accountId), vscode.l10n.t('Signed in as: {0}', arn)];
  } catch (error) {
    return [vscode.l10n.t('Not signed in. {0}', explainService(error).message)];
  }
}
