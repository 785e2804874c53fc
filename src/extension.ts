import * as vscode from 'vscode';
import type { Services } from './commands/services.ts';
import { createEngine } from './data/engine/client.ts';
import { connectToLocalServer, openLocalPort } from './local/launch.ts';
import { registerCommand } from './platform/commands.ts';
import { currentConnection, localStateFolder, onDidChangeSettings } from './commands/settings.ts';
import { openDestinations } from './runs/destinations.ts';
import { openEndpointLedger } from './runs/endpointLedger.ts';
import { openJobLedger } from './runs/jobLedger.ts';
import { portOpener } from './runs/localPort.ts';
import { openRunRecords } from './runs/runRecords.ts';
import { openSessions } from './runs/session.ts';
import { createExplorerTree, objectRevealer } from './views/explorerTree.ts';
import { createEndpointWarning } from './views/statusBar.ts';
import { createTrainingItem } from './views/trainingItem.ts';
import { viewTypes } from './webview/viewTypes.ts';

const commandIds = [
  'chooseDestination',
  'convertToRecordIO',
  'copyName',
  'deleteAllEndpoints',
  'deleteEndpoint',
  'deploy',
  'evaluate',
  'exploreData',
  'manageEndpoints',
  'openLocalToOtherTools',
  'openRun',
  'openSample',
  'predict',
  'showInTree',
  'split',
  'stopTraining',
  'switchConnection',
  'train',
  'upload',
] as const;
type CommandId = (typeof commandIds)[number];

export function activate(context: vscode.ExtensionContext): void {
  const storage = context.globalStorageUri.fsPath;
  const bundle = (name: string) => vscode.Uri.joinPath(context.extensionUri, 'dist', name).fsPath;
  const log = vscode.window.createOutputChannel('Linear Learner', { log: true });
  const engine = createEngine(bundle('engine.mjs'));
  const ledger = openEndpointLedger(storage);
  const jobs = openJobLedger(storage);
  const local = {
    stateFolder: localStateFolder(vscode.Uri.joinPath(context.globalStorageUri, 'local').fsPath),
    serverModulePath: bundle('local.mjs'),
    build: String(context.extension.packageJSON.version),
  };
  const connectLocal = (signal?: AbortSignal) =>
    connectToLocalServer({ ...local, ...(signal ? { signal } : {}) });
  const commands = () => import('./commands/index.ts');
  const panels = () => import('./webview/index.ts');
  const destinations = openDestinations(storage);
  const sessions = openSessions({
    connection: currentConnection,
    connectLocal,
    destinations,
    askDestination: async (...given) => (await commands()).askDestination(...given),
  });
  const openSession = sessions.open;
  const records = openRunRecords(storage);
  const tree = createExplorerTree(openSession, records);
  const view = vscode.window.createTreeView('linearLearner.explorer', { treeDataProvider: tree });
  const warning = createEndpointWarning({ openSession, ledger, connection: currentConnection });
  const training = createTrainingItem({ jobs, sessionOf: sessions.of });
  const changes = new vscode.EventEmitter<void>();
  changes.event(() => {
    void tree.refresh();
    void warning.refresh();
    void training.refresh();
  });
  const changed = () => changes.fire();
  const services: Services = {
    panels,
    openPanels: new Map(),
    engine,
    openSession,
    ledger,
    jobs,
    log,
    changed,
    revealObject: objectRevealer(tree, view),
    deletionFailed: (id, name) => warning.deletionFailed(id, name),
    onDidChange: changes.event,
    extensionUri: context.extensionUri,
    storageUri: context.globalStorageUri,
    records,
    listProfiles: async () => (await import('./aws/index.ts')).listProfiles(),
    openLocalPort: portOpener(connectLocal, (server) => openLocalPort(local.stateFolder, server)),
  };
  const command = (id: CommandId) =>
    registerCommand(`linearLearner.${id}`, log, async (given, second) =>
      (await commands())[id](services, given, second),
    );
  context.subscriptions.push(
    log,
    changes,
    sessions,
    engine,
    tree,
    warning,
    training,
    view,
    ...[viewTypes.data, viewTypes.run, viewTypes.predict].map((viewType) =>
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel, state: unknown) =>
          (await panels()).restorePanel(services, panel, state),
      }),
    ),
    vscode.window.registerCustomEditorProvider(viewTypes.experiment, {
      resolveCustomTextEditor: async (document: vscode.TextDocument, panel: vscode.WebviewPanel) =>
        (await panels()).showExperiment(
          { ...services, connection: currentConnection, destinations },
          document,
          panel,
        ),
    }),
    ...commandIds.map(command),
    registerCommand('linearLearner.refresh', log, async () => changed()),
    registerCommand('linearLearner.loadMore', log, async (id) => tree.loadMore(String(id))),
    registerCommand('linearLearner.showLog', log, async () => log.show()),
    onDidChangeSettings(() => {
      warning.showConnection(currentConnection());
      changed();
    }),
  );
  warning.showConnection(currentConnection());
  void warning.refresh();
  void training.refresh();
}
