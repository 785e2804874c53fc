import * as vscode from 'vscode';
import type { Services } from './commands/services.ts';
import { handledCommandIds } from './contributions/commandIds.ts';
import { propertiesScheme, viewTypes, views } from './contributions/ids.ts';
import { createEngine } from './data/engine/client.ts';
import { connectToLocalServer, openLocalPort } from './local/launch/launch.ts';
import { inBackground } from './platform/background.ts';
import { registerCommand } from './platform/commands.ts';
import { openChosenConnection } from './commands/chosenConnection.ts';
import { watchInterruptedTrainings } from './commands/interruptedTrainings.ts';
import { s3UriOf } from './contributions/s3Uris.ts';
import { runCommand } from './contributions/runCommand.ts';
import {
  connectionSetting,
  idleSettings,
  localServerSettings,
  localStateFolder,
  onDidChangeSettings,
  proxySettings,
  saveConnectionSetting,
  spendCaps,
} from './commands/settings.ts';
import { blockOf } from './aws/connections/state.ts';
import { connectionId, hasPublishedPrices } from './aws/connections/types.ts';
import { openConnectionStates } from './runs/connectionStates.ts';
import { openDestinations } from './runs/destinations.ts';
import { journalFolder } from './guard/journal/journalFolder.ts';
import { openJournal } from './guard/journal/openJournal.ts';
import { historyOnDemand } from './runs/history/history.ts';
import { writeJsonFile } from './files/jsonFiles.ts';
import { portOpener } from './runs/localPort.ts';
import { dataSettings } from './platform/dataSettings.ts';
import { openPictureRequests } from './runs/report/pictureRequests.ts';
import { openOneAtATime } from './runs/oneAtATime.ts';
import { openPrices } from './runs/prices/prices.ts';
import { runRecordsIn } from './runs/runRecords.ts';
import type { QuotaSweeps } from './runs/preflight/quotaSweeps.ts';
import type { S3Tables } from './runs/s3Tables.ts';
import { openSessions } from './runs/session.ts';
import type { StartedTraining } from './runs/train.ts';
import { openTrainingStarts } from './runs/trainingStarts.ts';
import type { Studies } from './studies/studies.ts';
import { reportSlowCall } from './platform/slowCalls.ts';
import { guardOnDemand } from './views/guardOnDemand.ts';
import { attentionTo } from './platform/attention.ts';
import { s3RowsOf } from './views/explorerNodes.ts';
import { createConnectionItem } from './views/connectionItem.ts';
import { createDragAndDrop } from './views/dragAndDrop.ts';
import { createExplorerTree, objectRevealer } from './views/explorerTree.ts';
import { createTreeMessage } from './views/treeMessage.ts';

export function activate(context: vscode.ExtensionContext): void {
  const storage = context.globalStorageUri.fsPath;
  const bundle = (name: string) => vscode.Uri.joinPath(context.extensionUri, 'dist', name).fsPath;
  const log = vscode.window.createOutputChannel('Linear Learner', { log: true });
  const engine = createEngine(bundle('engine.mjs'), { settings: () => dataSettings(storage) });
  const prices = openPrices(storage);
  const {
    endpoints: ledger,
    jobs,
    spend,
  } = openJournal({ shared: journalFolder(), own: storage, rates: () => prices.rates() });
  const starts = openTrainingStarts<StartedTraining>(storage);
  const local = {
    stateFolder: localStateFolder(vscode.Uri.joinPath(context.globalStorageUri, 'local').fsPath),
    serverModulePath: bundle('local.mjs'),
    build: String(context.extension.packageJSON.version),
  };
  const connectLocal = (signal?: AbortSignal) =>
    connectToLocalServer({ ...local, settings: localServerSettings(), ...(signal ? { signal } : {}) });
  const aws = () => import('./aws/index.ts');
  const commands = () => import('./commands/index.ts');
  const panels = () => import('./webview/index.ts');
  const destinations = openDestinations(storage);
  const chosen = openChosenConnection({
    folder: context.storageUri?.fsPath,
    setting: connectionSetting,
    saveSetting: saveConnectionSetting,
    save: writeJsonFile,
  });
  const states = openConnectionStates();
  const signIns = openOneAtATime();
  const connectionItem = createConnectionItem(states);
  let renewals = 0;
  const sessions = openSessions({
    connection: chosen.current,
    connectLocal,
    renewals: () => renewals,
    proxies: proxySettings,
    onSlowed: (call, isSlow) => {
      treeMessage.setSlow(call, isSlow);
      reportSlowCall(call, isSlow);
    },
    onOpened: (session) => {
      inBackground(log, () => connectionItem.describe(session));
      if (hasPublishedPrices(session.connection))
        inBackground(log, async () => (await commands()).refreshMonthly(services, session));
    },
    states,
    // Only who signs in is asked: a list that refreshes by itself must not open a prompt.
    mfaCode: async (id, serialNumber) =>
      signIns.isRunning(id) ? (await commands()).askMfaCode(id, serialNumber) : undefined,
    destinations,
    askDestination: async (...given) => (await commands()).askDestination(...given),
  });
  const openSession = sessions.open;
  const runs = () => import('./runs/history/openHistory.ts');
  const records = runRecordsIn(storage, async (path) => (await runs()).readRunRecord(path));
  const history = historyOnDemand(async () =>
    (await runs()).openRunHistory(storage, { records, jobs, prices }),
  );
  records.onDidSave((...run) => inBackground(log, () => history.refresh(...run)));
  const s3Bundle = () => import('./views/s3Tree.ts');
  const offered = new Set<string>();
  const offerTransfers = () =>
    inBackground(log, async () => {
      const { hasTransfers } = await s3Bundle();
      if (await hasTransfers(storage)) await (await commands()).offerUnfinished(services, offered);
    });
  const openS3Tree = async () => {
    const bundle = await s3Bundle();
    offerTransfers();
    return bundle.openS3Tree(storage, () => connectionId(chosen.current()));
  };
  let s3Tree: ReturnType<typeof openS3Tree> | undefined;
  const loadS3Tree = () => (s3Tree ??= openS3Tree());
  const tree = createExplorerTree(openSession, records, history, log, s3RowsOf(loadS3Tree), {
    connectionId: () => connectionId(chosen.current()),
    block: () => blockOf(states.of(connectionId(chosen.current()))),
    onDidChange: (listener) => states.onDidChange(listener),
    showReason: (reason) => treeMessage.setBlocked(reason),
  });
  const view = vscode.window.createTreeView(views.explorer, {
    treeDataProvider: tree,
    canSelectMany: true,
    dragAndDropController: createDragAndDrop(log, s3Bundle, async (...moved) =>
      (await commands()).moveInto(services, ...moved),
    ),
  });
  tree.follow(attentionTo(view));
  const treeMessage = createTreeMessage(view);
  const changes = new vscode.EventEmitter<void>();
  changes.event(() => {
    inBackground(log, () => tree.refresh());
    inBackground(log, () => guard.refresh('window'));
  });
  const changed = () => changes.fire();
  const guard = guardOnDemand(
    {
      ledger,
      jobs,
      connection: chosen.current,
      seenConnections: chosen.seen,
      onError: (error) => log.error(String(error)),
    },
    async () =>
      (await import('./views/guard.ts')).openGuard(
        { ...services, idle: idleSettings, missing: tree.missing },
        attentionTo(),
      ),
  );
  const switched = () => {
    connectionItem.show(chosen.current());
    changed();
    // The tree offers them when it is first drawn.
    if (s3Tree !== undefined) offerTransfers();
  };
  let s3Tables: Promise<S3Tables> | undefined;
  const openS3Tables = async () => (s3Tables ??= commands().then(({ s3TablesIn }) => s3TablesIn(storage)));
  let studies: Promise<Studies> | undefined;
  let quotas: QuotaSweeps | undefined;
  const openStudies = async () =>
    (await import('./studies/studies.ts')).openStudies({
      storageFolder: storage,
      openEngine: () =>
        createEngine(bundle('engine.mjs'), {
          settings: () => ({ ...dataSettings(storage), givesWay: true }),
          cancelGraceMs: 300,
        }),
      jobModulePath: bundle('job.mjs'),
    });
  const services: Services = {
    panels,
    openPanels: new Map(),
    pictureRequests: openPictureRequests(),
    engine,
    aws,
    openSession,
    connection: chosen.current,
    chooseConnection: async (connection) => {
      await chosen.choose(connection);
      switched();
    },
    recentRegions: chosen.recentRegions,
    seenConnections: chosen.seen,
    forgetConnection: chosen.forget,
    sessionOf: sessions.of,
    states,
    signIns,
    ledger,
    prices,
    spend,
    spendCaps,
    jobs,
    starts,
    destinations,
    quotas: async () => (quotas ??= (await commands()).openQuotaSweeps()),
    trust: async () => (await commands()).trustIn(storage),
    studies: () => (studies ??= openStudies()),
    s3Tree: loadS3Tree,
    s3Tables: { fetch: async (...given) => (await openS3Tables()).fetch(...given) },
    log,
    changed,
    revealObject: objectRevealer(tree, view),
    deletionFailed: (id, name) => guard.deletionFailed(id, name),
    onDidChange: changes.event,
    extensionUri: context.extensionUri,
    storageUri: context.globalStorageUri,
    records,
    history,
    listProfiles: async () => (await aws()).listProfiles(),
    openLocalPort: portOpener(connectLocal, (server) => openLocalPort(local.stateFolder, server)),
  };
  context.subscriptions.push(
    log,
    changes,
    sessions,
    engine,
    starts,
    history,
    { dispose: () => studies?.then((opened) => opened.dispose()) },
    tree,
    treeMessage,
    connectionItem,
    guard,
    view,
    ...[
      viewTypes.data,
      viewTypes.run,
      viewTypes.runs,
      viewTypes.compare,
      viewTypes.predict,
      viewTypes.study,
      viewTypes.spend,
    ].map((viewType) =>
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel, state: unknown) =>
          (await panels()).restorePanel(services, panel, state),
      }),
    ),
    vscode.window.registerCustomEditorProvider(viewTypes.experiment, {
      resolveCustomTextEditor: async (document: vscode.TextDocument, panel: vscode.WebviewPanel) =>
        (await panels()).showExperiment(services, document, panel),
    }),
    ...[viewTypes.table, viewTypes.textTable].map((viewType) =>
      vscode.window.registerCustomEditorProvider(viewType, {
        openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
        resolveCustomEditor: async ({ uri }, panel) => (await panels()).showTable(services, uri, panel),
      }),
    ),
    ...[viewTypes.records, viewTypes.artifact].map((viewType) =>
      vscode.window.registerCustomEditorProvider(viewType, {
        openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
        resolveCustomEditor: async ({ uri }, panel) =>
          (await panels()).showViewer(
            services,
            uri.fsPath,
            viewType === viewTypes.records ? 'records' : 'artifact',
            panel,
          ),
      }),
    ),
    vscode.window.registerCustomEditorProvider(viewTypes.s3Object, {
      openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
      resolveCustomEditor: async ({ uri }, panel) => {
        await runCommand('openObject', { s3Uri: s3UriOf(uri) });
        panel.dispose();
      },
    }),
    vscode.window.registerFileDecorationProvider({
      provideFileDecoration: async (uri) =>
        uri.scheme === 's3' && (await s3Bundle()).isDimmed(uri)
          ? new vscode.FileDecoration(undefined, undefined, new vscode.ThemeColor('disabledForeground'))
          : undefined,
    }),
    vscode.workspace.registerTextDocumentContentProvider(propertiesScheme, {
      provideTextDocumentContent: async (uri) => (await commands()).propertiesText(services, uri),
    }),
    ...handledCommandIds.map((id) =>
      registerCommand(id, log, async (given) => (await commands()).answer(id, services, given)),
    ),
    registerCommand('refresh', log, async () => {
      renewals += 1;
      changed();
      // Describes the connection again, even if nothing that is shown needs it.
      await openSession();
    }),
    registerCommand('loadMore', log, async ([parentId]) =>
      tree.loadMore(typeof parentId === 'string' ? parentId : ''),
    ),
    registerCommand('showLog', log, async () => log.show()),
    watchInterruptedTrainings(starts, log),
    onDidChangeSettings(() => {
      renewals += 1;
      switched();
    }),
  );
  connectionItem.show(chosen.current());
  inBackground(log, () => guard.refresh('start-up'));
}
