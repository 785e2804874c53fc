import * as vscode from 'vscode';
import { connectionId, localConnection } from '../../../aws/connections/types.ts';
import { runCommand } from '../../../contributions/runCommand.ts';
import type { RunRow } from '../../../data/shapes/runRow.ts';
import { inBackground } from '../../../platform/background.ts';
import type { UnreadableRun } from '../../../runs/history/unreadable.ts';
import type { OpenSession } from '../../../runs/session.ts';
import { failureMessage, sharedHandlers } from '../../host/connectPage.ts';
import { runOnRun } from '../../host/runCommands.ts';
import { openStatePage } from '../../host/statePage.ts';
import type { PageServices } from '../../host/statePage.ts';
import type { RequestHandlers } from '../../contract/messages.ts';
import { metricOf, settingOf } from '../../contract/runColumns.ts';
import type { RunColumnId } from '../../contract/runColumns.ts';
import { runsRequests } from '../contract.ts';
import type { RunsContract, RunsReady } from '../contract.ts';
import { isIncomplete } from '../../../runs/history/incomplete.ts';
import type { CatchUpServices } from './catchUpRuns.ts';
import { openCatchUp } from './openCatchUp.ts';
import type { RunCatchUp } from './openCatchUp.ts';
import { openRunViews } from './runViews.ts';
import type { RunViews } from './runViews.ts';
import { runsOf, scopeOf } from './scope.ts';
import { openTableChanges } from './tableChanges.ts';
import type { TableChanges } from './tableChanges.ts';
import { unreadableLine } from './unreadableWords.ts';

export interface RunsPanelServices extends PageServices, CatchUpServices {
  readonly openSession: OpenSession;
}

/** What a reload of the window opens the page with: nothing for all runs. */
export interface RunsIdentity {
  /** Of an experiment or a folder. */
  readonly uri?: string | undefined;
}

/** More are counted. */
const mostNamed = 20;

/** Fills a panel, new or restored after a reload, with the runs of an experiment, of a folder, or all of them. */
export function showRunsPage(
  services: RunsPanelServices,
  panel: vscode.WebviewPanel,
  { uri }: RunsIdentity,
): void {
  const { history, log } = services;
  const path = uri === undefined ? undefined : vscode.Uri.parse(uri, true).fsPath;
  const scope = scopeOf(path);
  let rows: readonly RunRow[] = [];
  let views: RunViews = openRunViews(rows);
  let revision = 0;
  let looks = 0;
  const page = openStatePage<RunsContract>(services, panel, {
    page: 'runs',
    heading: panel.title,
    identity: uri === undefined ? {} : { uri },
    first: { kind: 'loading', scope },
    schemas: runsRequests,
    handlers: () =>
      handlersOf(services, {
        work: () => work,
        uri: uri === undefined ? undefined : vscode.Uri.parse(uri, true),
        views: () => views,
        rows: () => rows,
        changes: () => changes,
        look,
      }),
  });
  const changes = openTableChanges(services, page.signal, (hasNews) => {
    const state = page.state();
    if (state.kind !== 'ready') return;
    if (hasNews) {
      views = openRunViews(rows, changes.of);
      revision += 1;
    }
    page.show({ ...state, revision, uncheckedTables: changes.leftCount() });
  });
  const show = (found: readonly RunRow[], unreadable: readonly UnreadableRun[]) => {
    rows = found;
    views = openRunViews(rows, changes.of);
    changes.lookAt(rows);
    revision += 1;
    const before = page.state();
    page.show({
      ...(before.kind === 'ready' ? workOf(before) : {}),
      kind: 'ready',
      scope,
      revision,
      runCount: rows.length,
      unreadable: {
        count: unreadable.length,
        first: unreadable.slice(0, mostNamed).map(unreadableLine),
      },
      incompleteCount: rows.filter(isIncomplete).length,
      uncheckedTables: changes.leftCount(),
    });
  };
  async function look(): Promise<void> {
    looks += 1;
    const thisLook = looks;
    try {
      const found = await history.rows(page.signal);
      // Stale: a newer look is under way.
      if (thisLook === looks) show(runsOf(found.rows, path), found.unreadable);
    } catch (error) {
      if (page.signal.aborted) return;
      log.error(error instanceof Error ? error : String(error));
      const failure = failureMessage(error);
      const before = page.state();
      // What was known stays in view.
      page.show(
        before.kind === 'ready' ? { ...before, lookFailure: failure } : { kind: 'failed', scope, failure },
      );
    }
  }
  const work = openCatchUp(services, page);
  page.own(history.onDidChange(() => inBackground(log, look)));
  inBackground(log, async () => {
    await look();
    // Nothing is billed and nobody must sign in to look at runs of this machine.
    if (rows.some((row) => isIncomplete(row) && isHere(row))) await work.catchUp([localId]);
  });
}

/** What goes on whichever runs there are. */
const workOf = ({ catchingUp, catchUpFailure }: RunsReady) => ({
  ...(catchingUp && { catchingUp }),
  ...(catchUpFailure && { catchUpFailure }),
});

const localId = connectionId(localConnection);
const isHere = (row: RunRow) => row.connectionId === localId;

interface Shown {
  readonly work: () => RunCatchUp;
  readonly uri: vscode.Uri | undefined;
  readonly views: () => RunViews;
  readonly rows: () => readonly RunRow[];
  readonly changes: () => TableChanges;
  readonly look: () => Promise<void>;
}

function handlersOf(
  services: RunsPanelServices,
  { work, uri, views, rows, changes, look }: Shown,
): RequestHandlers<RunsContract> {
  return {
    ...sharedHandlers,
    view: async ({ query }) => {
      changes().see(views().runsIn(query, 0));
      return views().view(query);
    },
    lines: async ({ query, from }) => {
      changes().see(views().runsIn(query, from));
      return views().lines(query, from);
    },
    saveLines: ({ query }, context) => {
      const [columns = [], ...lines] = views().table(query);
      const suggestedName = 'runs.csv';
      return sharedHandlers.saveTable({ suggestedName, rows: [columns.map(headOf), ...lines] }, context);
    },
    openRun: async (run) => {
      await runCommand('openRun', run);
    },
    runCommand: async ({ command, run }) => runOnRun(command, run),
    compare: async ({ runs }) => {
      await runCommand('compareRuns', { runs, show: true });
    },
    catchUp: async () =>
      work().catchUp(
        rows()
          .filter(isIncomplete)
          .map(({ connectionId }) => connectionId),
      ),
    findRuns: async () => work().find(),
    cancel: async () => work().cancel(),
    readAgain: async (_, { signal }) => {
      await services.history.rebuild({ signal });
      changes().forget();
      await look();
    },
    openExperiment: async () => {
      if (uri !== undefined) await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
    },
    openSample: async () => {
      await runCommand('openSample');
    },
    showAll: async () => {
      await runCommand('showRuns');
    },
  };
}

/** A column of a file is called as a filter calls it. */
function headOf(id: string | number): string | number {
  // SAFETY: the first row of a view's table has the ids of its columns.
  const column = id as RunColumnId;
  return metricOf(column) ?? settingOf(column) ?? id;
}
