import * as vscode from 'vscode';
import { runCommand } from '../contributions/runCommand.ts';
import { warn } from '../platform/prompts.ts';
import type { Stray } from '../runs/strays.ts';
import { usdText } from './endpointCosts.ts';

/** Offers to delete what is billed without anybody here having seen it created: one notice per connection. */
export function noticeStrays(strays: readonly Stray[]): void {
  for (const connectionId of new Set(strays.map((one) => one.connectionId)))
    noticeOn(
      connectionId,
      strays.filter((one) => one.connectionId === connectionId),
    );
}

function noticeOn(connectionId: string, strays: readonly Stray[]): void {
  const names = strays.map(textOf).join(', ');
  const [first] = strays;
  const message =
    strays.length === 1
      ? vscode.l10n.t(
          'Still billed: {0}. This machine has not seen its creation succeed; delete it if you do not need it.',
          names,
        )
      : vscode.l10n.t(
          'Still billed: {0}. This machine has not seen their creation succeed; delete what you do not need.',
          names,
        );
  warn(
    message,
    first?.kind === 'endpoint' && strays.length === 1
      ? {
          label: vscode.l10n.t('Delete…'),
          run: () =>
            runCommand('deleteEndpoint', { endpointName: first.name, connectionId, confirmed: false }),
        }
      : { label: vscode.l10n.t('Clean Up…'), run: () => runCommand('cleanUp', { connectionId }) },
  );
}

function textOf({ kind, name, rate }: Stray): string {
  const cost =
    rate.kind === 'known'
      ? vscode.l10n.t('${0} per hour', usdText(rate.usdPerHour))
      : vscode.l10n.t('cost unknown');
  return kind === 'endpoint'
    ? vscode.l10n.t('endpoint {0} ({1})', name, cost)
    : vscode.l10n.t('training job {0} ({1})', name, cost);
}
