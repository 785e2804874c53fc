import * as vscode from 'vscode';
import {
  billsMoney,
  connectionId,
  connectionLabel,
  labelAtEndpoint,
  needsLocalServer,
  signInProfileOf,
} from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { blockOf, canSignIn } from '../aws/connections/state.ts';
import type { ConnectionState } from '../aws/connections/state.ts';
import { commandName } from '../contributions/commandIds.ts';
import { statusBarName } from '../contributions/ids.ts';
import { failureText } from '../platform/serviceMessages.ts';
import type { ConnectionStates } from '../runs/connectionStates.ts';
import type { Session } from '../runs/session.ts';
import { stateLooks } from './stateLooks.ts';
import { failureLine, tooltipOf } from './tooltips.ts';
import type { TooltipLine } from './tooltips.ts';

export interface ConnectionItem extends vscode.Disposable {
  /** Shows the current connection without calling it. */
  show(connection: Connection): void;
  /** Looks up a session's identity and endpoints and shows them in the tooltip. Never throws. */
  describe(session: Session): Promise<void>;
}

/** A sign-in that ends within this time is counted down. */
const soonMs = 15 * 60_000;
const minuteMs = 60_000;

interface Shown {
  readonly connection: Connection;
  readonly label: string;
  readonly lines: readonly string[];
  /** Why the alias of the account is not shown. */
  readonly aliasLine?: TooltipLine | undefined;
}

/** Status bar item of the current connection, with its state by icon and word; its tooltip names endpoint, account and ARN. */
export function createConnectionItem(states: Pick<ConnectionStates, 'of' | 'onDidChange'>): ConnectionItem {
  const item = vscode.window.createStatusBarItem(
    statusBarName('connection'),
    vscode.StatusBarAlignment.Left,
    10,
  );
  item.name = vscode.l10n.t('Linear Learner: connection');
  let newest = 0;
  let shown: Shown | undefined;
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    clearTimeout(timer);
    if (shown === undefined) return;
    const { connection, label, lines, aliasLine } = shown;
    const state = states.of(connectionId(connection));
    const look = lookOf(state, connection);
    item.text = [`$(${look.icon})`, label, ...look.words.map((word) => `· ${word}`)].join(' ');
    item.backgroundColor = look.isBlocked
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    item.command = commandName(look.signsIn ? 'signIn' : 'switchConnection');
    // Screen readers would otherwise read the icon's name.
    const said = [...lines, ...(aliasLine === undefined ? [] : [aliasLine.text])];
    item.accessibilityInformation = { label: [item.name, label, ...look.words, ...said].join(', ') };
    const head = vscode.l10n.t('Linear Learner trains and deploys on {0}.', label);
    const act = look.signsIn ? vscode.l10n.t('Click to sign in.') : vscode.l10n.t('Click to switch.');
    const texts = [head, ...look.words, ...lines].map((text) => ({ text }));
    item.tooltip = tooltipOf([...texts, ...(aliasLine === undefined ? [] : [aliasLine]), { text: act }]);
    item.show();
    timer = look.againAfterMs === undefined ? undefined : setTimeout(draw, look.againAfterMs);
  };
  const changes = states.onDidChange((id) => {
    if (shown !== undefined && connectionId(shown.connection) === id) draw();
  });
  const show = (next: Shown) => {
    shown = next;
    draw();
  };
  return {
    show(connection) {
      newest += 1;
      const lines = [vscode.l10n.t('Endpoint and account are looked up at first use.')];
      show({ connection, label: connectionLabel(connection), lines });
    },
    async describe(session) {
      if (shown === undefined || session.connectionId !== connectionId(shown.connection)) return;
      const turn = (newest += 1);
      const { connection, configuredEndpoints } = session;
      const lines = [await endpointLines(session), await accountLines(session)].flat();
      // Stale: another connection or a newer session is current.
      if (turn !== newest) return;
      const label = labelAtEndpoint(connection, configuredEndpoints.sagemaker);
      show({ connection, label, lines });
      const aliasLine = await aliasFailure(session);
      if (aliasLine !== undefined && turn === newest) show({ connection, label, lines, aliasLine });
    },
    dispose() {
      newest += 1;
      clearTimeout(timer);
      changes.dispose();
      item.dispose();
    },
  };
}

interface Look {
  readonly icon: string;
  readonly words: readonly string[];
  readonly isBlocked: boolean;
  /** Whether a click signs in. */
  readonly signsIn: boolean;
  /** When it will look different by itself. */
  readonly againAfterMs?: number;
}

function lookOf(state: ConnectionState, connection: Connection): Look {
  const icon = billsMoney(connection) ? 'cloud' : 'vm';
  const block = blockOf(state);
  if (block !== undefined) {
    const look = stateLooks[block.kind];
    return { icon: look.icon, words: [look.word()], isBlocked: true, signsIn: canSignIn(block) };
  }
  const { accountAlias, expiresAtMs } = state.kind === 'signed-in' ? state : {};
  const words = accountAlias === undefined ? [] : [accountAlias];
  const calm = { icon, words, isBlocked: false, signsIn: false };
  if (expiresAtMs === undefined) return calm;
  const leftMs = expiresAtMs - Date.now();
  // A timer holds at most 24 days.
  if (leftMs > soonMs) return { ...calm, againAfterMs: Math.min(leftMs - soonMs, 2 ** 31 - 1) };
  // Known before a call has to fail.
  if (leftMs <= 0) {
    const { icon: ended, word } = stateLooks.expired;
    const signsIn = signInProfileOf(connection) !== undefined;
    return { icon: ended, words: [word()], isBlocked: true, signsIn };
  }
  const left =
    leftMs < minuteMs
      ? vscode.l10n.t('signed in for less than a minute')
      : vscode.l10n.t('signed in for {0} more min', Math.floor(leftMs / minuteMs));
  const againAfterMs = leftMs < minuteMs ? leftMs : (leftMs % minuteMs) + 1;
  return { ...calm, icon: 'watch', words: [...words, left], againAfterMs };
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
    return [vscode.l10n.t('Endpoint: {0}', await failureText(error))];
  }
}

/** What every call would meet is shown as the state of the connection. */
async function aliasFailure(session: Session): Promise<TooltipLine | undefined> {
  try {
    await session.lookUpAlias();
    return undefined;
  } catch (error) {
    const line = await failureLine(error);
    return line.act === undefined ? undefined : line;
  }
}

async function accountLines({ identity }: Session): Promise<readonly string[]> {
  try {
    const { accountId, arn } = await identity();
    return [vscode.l10n.t('Account: {0}', accountId), vscode.l10n.t('Signed in as: {0}', arn)];
  } catch (error) {
    return [vscode.l10n.t('Not signed in. {0}', await failureText(error))];
  }
}
