import * as vscode from 'vscode';
import { localConnection, parseConnection } from '../aws/connections/types.ts';
import type { ProxySettings } from '../aws/connections/proxies.ts';
import type { Connection } from '../aws/connections/types.ts';
import type { SpendCaps } from '../guard/spend/caps.ts';
import { settings } from '../contributions/ids.ts';
import type { IdleSettings } from '../views/idleKeeper.ts';

const { section, keys } = settings;

/** The connection of the settings, of workspaces that have not chosen another; Local when they hold none that can be read. */
export function connectionSetting(): Connection {
  return parseConnection(vscode.workspace.getConfiguration(section).get(keys.connection)) ?? localConnection;
}

export async function saveConnectionSetting(connection: Connection): Promise<void> {
  await vscode.workspace
    .getConfiguration(section)
    .update(keys.connection, connection, vscode.ConfigurationTarget.Global);
}

const signInWays = ['auto', 'awsCli', 'browser', 'deviceCode'] as const;

/** How to sign in to IAM Identity Center; `auto` unless the settings say otherwise. */
export function signInSetting(): (typeof signInWays)[number] {
  const way = vscode.workspace.getConfiguration(section).get<string>(keys.signIn);
  return signInWays.find((one) => one === way) ?? 'auto';
}

const defaultLeaseMinutes = 60;

/** How long a new endpoint may live, in minutes; undefined for one that lives until somebody deletes it. */
export function endpointLeaseSetting(): number | undefined {
  const minutes = vscode.workspace.getConfiguration(section).get<number>(keys.endpointLease);
  if (minutes === 0) return undefined;
  return typeof minutes === 'number' && minutes > 0 ? minutes : defaultLeaseMinutes;
}

const defaultIdleMinutes = 30;

/** When an endpoint counts as idle, and whether it is then deleted automatically. */
export function idleSettings(): IdleSettings {
  const configuration = vscode.workspace.getConfiguration(section);
  const minutes = configuration.get<number>(keys.idleAfter);
  return {
    afterMinutes: typeof minutes === 'number' && minutes >= 0 ? minutes : defaultIdleMinutes,
    deletes: configuration.get<boolean>(keys.deleteIdleEndpoints) === true,
  };
}

/** US dollars that a run and a month may cost. */
export function spendCaps(): SpendCaps {
  const configuration = vscode.workspace.getConfiguration(section);
  const capOf = (key: string) => {
    const usd = configuration.get<number>(key);
    return typeof usd === 'number' && usd > 0 ? usd : undefined;
  };
  return { runUsd: capOf(keys.runSpendCap), monthUsd: capOf(keys.monthlySpendCap) };
}

/** Whether prices are refreshed automatically. */
export const refreshesPricesMonthly = (): boolean =>
  vscode.workspace.getConfiguration(section).get<boolean>(keys.refreshPricesMonthly) !== false;

/** Where the embedded server keeps its state; `fallback` unless the settings name a folder. */
export function localStateFolder(fallback: string): string {
  const folder = vscode.workspace.getConfiguration(section).get<string>(keys.stateFolder)?.trim();
  return folder === undefined || folder === '' ? fallback : folder;
}

/** Arguments of the embedded server that the settings ask for. */
export function localServerSettings(): readonly string[] {
  const configuration = vscode.workspace.getConfiguration(section);
  const numbers = [
    ['--max-jobs', configuration.get<number>(keys.localJobs)],
    ['--max-log-megabytes', configuration.get<number>(keys.localLogs)],
  ] as const;
  return numbers.flatMap(([option, value]) =>
    typeof value === 'number' && Number.isInteger(value) && value > 0 ? [option, String(value)] : [],
  );
}

/** VS Code's own settings about proxies. */
export function proxySettings(): ProxySettings {
  const http = vscode.workspace.getConfiguration('http');
  const [proxy, support] = [http.get<string>('proxy'), http.get<string>('proxySupport')];
  const noProxy = http.get<unknown>('noProxy');
  return {
    ...(typeof proxy === 'string' ? { proxy } : {}),
    ...(typeof support === 'string' ? { support } : {}),
    ...(Array.isArray(noProxy) ? { noProxy: noProxy.filter((one) => typeof one === 'string') } : {}),
  };
}

/** The paths of the workspace's folders. */
export const workspaceFolders = (): readonly string[] =>
  (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);

/** Fires when a setting of ours, or one about proxies, has changed. */
export function onDidChangeSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration(
    (event) => (event.affectsConfiguration(section) || event.affectsConfiguration('http')) && listener(),
  );
}
