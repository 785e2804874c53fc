import * as vscode from 'vscode';
import type { Connection } from '../../../aws/connections/types.ts';
import { settings } from '../../../contributions/ids.ts';
import { runCommand } from '../../../contributions/runCommand.ts';
import type { SpendCaps } from '../../../guard/spend/caps.ts';
import type { BilledLine } from '../../../guard/spend/spending.ts';
import { inBackground } from '../../../platform/background.ts';
import { openAwsBills } from '../../../runs/awsBills.ts';
import type { Sessions } from '../../../runs/session.ts';
import { readSpending } from '../../../runs/spending.ts';
import type { SpendingNeeds } from '../../../runs/spending.ts';
import { failureMessage, sharedHandlers } from '../../host/connectPage.ts';
import { openStatePage } from '../../host/statePage.ts';
import type { PageServices } from '../../host/statePage.ts';
import type { RequestHandlers } from '../../contract/messages.ts';
import { spendRequests } from '../contract.ts';
import type { SpendContract, SpendTable } from '../contract.ts';
import { mostRows } from '../mostRows.ts';
import { openBill } from './bill.ts';
import { linesTable } from './linesTable.ts';
import { monthName, openMonth } from './monthState.ts';
import type { MonthView } from './monthState.ts';

export interface SpendPanelServices extends PageServices, SpendingNeeds {
  readonly spendCaps: () => SpendCaps;
  readonly connection: () => Connection;
  readonly sessionOf: Sessions['of'];
  readonly storageUri: vscode.Uri;
  readonly onDidChange: vscode.Event<void>;
}

/** What a running resource has cost is brought up to date as often. */
const lookAgainAfterMs = 60_000;

/** Fills a panel, new or restored after a reload, with what was billed in a month. */
export function showSpendPage(services: SpendPanelServices, panel: vscode.WebviewPanel): void {
  const { log, storageUri } = services;
  const bill = openBill({ ...services, bills: openAwsBills(storageUri.fsPath), onChange: show });
  let lines: readonly BilledLine[] = [];
  let unreadableCount = 0;
  /** Undefined for the current month, whichever it is. */
  let month: string | undefined;
  const limits: Partial<Record<SpendTable, number>> = {};
  let looks = 0;
  const page = openStatePage<SpendContract>(services, panel, {
    page: 'spend',
    heading: panel.title,
    identity: {},
    first: { kind: 'loading' },
    schemas: spendRequests,
    handlers: ({ signal }) =>
      handlersOf({
        look,
        show: async (wanted) => {
          month = wanted === monthName(Date.now()) ? undefined : wanted;
          await show();
        },
        showMore: async (table) => {
          limits[table] = mostRows;
          await show();
        },
        view: (wanted) => openMonth(lines, wanted, Date.now()),
        readBill: (wanted, given) => bill.read(wanted, AbortSignal.any([given, signal])),
      }),
  });
  async function show(): Promise<void> {
    const { state } = openMonth(lines, month, Date.now(), limits);
    const { monthUsd } = services.spendCaps();
    page.show({
      kind: 'ready',
      ...state,
      ...(monthUsd === undefined || !state.isCurrent ? {} : { capUsd: monthUsd }),
      unreadableCount,
      bill: await bill.of(state.month),
    });
  }
  async function look(): Promise<void> {
    looks += 1;
    const thisLook = looks;
    try {
      const found = await readSpending(services);
      // Stale: a newer look is under way.
      if (thisLook !== looks) return;
      ({ lines, unreadableCount } = found);
      await show();
    } catch (error) {
      if (page.signal.aborted) return;
      log.error(error instanceof Error ? error : String(error));
      const failure = failureMessage(error);
      const before = page.state();
      // What was known stays in view.
      page.show(before.kind === 'ready' ? { ...before, lookFailure: failure } : { kind: 'failed', failure });
    }
  }
  const lookIfSeen = () => page.isVisible() && inBackground(log, look);
  const timer = setInterval(() => {
    const state = page.state();
    if (state.kind === 'ready' && state.running.count > 0) lookIfSeen();
  }, lookAgainAfterMs);
  page.own(
    services.onDidChange(lookIfSeen),
    // Other windows, and runs without VS Code, write to the same journal.
    panel.onDidChangeViewState(lookIfSeen),
    { dispose: () => clearInterval(timer) },
  );
  inBackground(log, look);
}

interface Shown {
  readonly look: () => Promise<void>;
  readonly show: (month: string) => Promise<void>;
  readonly showMore: (table: SpendTable) => Promise<void>;
  readonly view: (month: string) => MonthView;
  readonly readBill: (month: string, signal: AbortSignal) => Promise<void>;
}

const handlersOf = ({ look, show, showMore, view, readBill }: Shown): RequestHandlers<SpendContract> => ({
  ...sharedHandlers,
  showMonth: ({ month }) => show(month),
  showMore: ({ table }) => showMore(table),
  saveLines: ({ month }, context) =>
    sharedHandlers.saveTable(
      { suggestedName: `spending-${month}.csv`, rows: linesTable(view(month).spends) },
      context,
    ),
  readAgain: look,
  openRun: async (run) => {
    await runCommand('openRun', run);
  },
  manageEndpoints: async () => {
    await runCommand('manageEndpoints');
  },
  openSample: async () => {
    await runCommand('openSample');
  },
  setCap: async () => {
    const { section, keys } = settings;
    await vscode.commands.executeCommand(
      'workbench.action.openSettings',
      `${section}.${keys.monthlySpendCap}`,
    );
  },
  refreshPrices: async () => {
    await runCommand('refreshPrices');
    await look();
  },
  setRate: async () => {
    await runCommand('setRate');
    await look();
  },
  readBill: ({ month }, { signal }) => readBill(month, signal),
});
