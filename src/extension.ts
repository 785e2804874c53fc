import * as vscode from 'vscode';
import { convertToRecordIO } from './commands/convertToRecordIO.ts';
import {
  deleteAllEndpoints,
  deleteEndpoint,
  deploy,
  manageEndpoints,
  predict,
} from './commands/endpoints.ts';
import { exploreData } from './commands/exploreData.ts';
import { openLocalToOtherTools } from './commands/openLocalToOtherTools.ts';
import { openSample } from './commands/openSample.ts';
import type { Services } from './commands/services.ts';
import { split } from './commands/split.ts';
import { askDestination, switchConnection } from './commands/switchConnection.ts';
import { train } from './commands/train.ts';
import { evaluate, openRun, showInTree, stopTraining } from './commands/trainingJobs.ts';
import { upload } from './commands/upload.ts';
import { createEngine } from './data/engineClient.ts';
import { connectToLocalServer, openLocalPort } from './local/launch.ts';
import { registerCommand } from './platform/commands.ts';
import { currentConnection, localStateFolder, onDidChangeSettings } from './commands/settings.ts';
import { openDestinations } from './runs/destinations.ts';
import { openEndpointLedger } from './runs/endpointLedger.ts';
import { openRunRecords } from './runs/runRecords.ts';
import { sessionOpener } from './runs/session.ts';
import { createExplorerTree } from './views/explorerTree.ts';
import { createEndpointWarning } from './views/statusBar.ts';
import { pageStateSchema } from './webview/contracts/messages.ts';
import { viewTypes } from './webview/viewTypes.ts';

export function activate(context: vscode.ExtensionContext): void {
  const storage = context.globalStorageUri.fsPath;
  const bundle = (name: string) => vscode.Uri.joinPath(context.extensionUri, 'dist', name).fsPath;
  const log = vscode.window.createOutputChannel('Linear Learner', { log: true });
  const engine = createEngine(bundle('engine.mjs'));
  const ledger = openEndpointLedger(storage);
  const local = {
    stateFolder: localStateFolder(vscode.Uri.joinPath(context.globalStorageUri, 'local').fsPath),
    serverModulePath: bundle('local.mjs'),
    build: String(context.extension.packageJSON.version),
  };
  const connectLocal = (signal?: AbortSignal) =>
    connectToLocalServer({ ...local, ...(signal ? { signal } : {}) });
  const openSession = sessionOpener({
    connection: currentConnection,
    connectLocal,
    destinations: openDestinations(storage),
    askDestination,
  });
  const records = openRunRecords(storage);
  const tree = createExplorerTree(openSession, records);
  const view = vscode.window.createTreeView('linearLearner.explorer', { treeDataProvider: tree });
  const warning = createEndpointWarning(openSession, ledger);
  const changes = new vscode.EventEmitter<void>();
  changes.event(() => {
    void tree.refresh();
    void warning.refresh();
  });
  const changed = () => changes.fire();
  const panels = () => import('./webview/index.ts');
  const services: Services = {
    panels,
    engine,
    openSession,
    ledger,
    log,
    changed,
    onDidChange: changes.event,
    extensionUri: context.extensionUri,
    storageUri: context.globalStorageUri,
    records,
    listProfiles: async () => (await import('./aws/index.ts')).listProfiles(),
    openLocalPort: async () => openLocalPort(local.stateFolder, await connectLocal()),
  };
  const command = (
    id: string,
    run: (services: Services, given: unknown, second: unknown) => Promise<unknown>,
  ) => registerCommand(`linearLearner.${id}`, log, (given, second) => run(services, given, second));
  context.subscriptions.push(
    log,
    changes,
    engine,
    tree,
    warning,
    view,
    restored(viewTypes.data, 'uri', async (panel, uri) =>
      (await panels()).showDataPage(services, panel, vscode.Uri.parse(uri)),
    ),
    restored(viewTypes.predict, 'endpointName', async (panel, name) =>
      (await panels()).showPredictPage(services, panel, name),
    ),
    restored(viewTypes.run, 'trainingJobName', async (panel, name) =>
      (await panels()).showRunPage(services, panel, name),
    ),
    vscode.window.registerCustomEditorProvider(viewTypes.experiment, {
      resolveCustomTextEditor: async (document: vscode.TextDocument, panel: vscode.WebviewPanel) =>
        (await panels()).showExperiment({ ...services, connection: currentConnection }, document, panel),
    }),
    command('train', train),
    command('openRun', openRun),
    command('showInTree', showInTree(tree, view)),
    command('exploreData', exploreData),
    command('convertToRecordIO', convertToRecordIO),
    command('split', split),
    command('upload', upload),
    command('stopTraining', stopTraining),
    command('evaluate', evaluate),
    command('deploy', deploy),
    command('predict', predict),
    command('deleteEndpoint', deleteEndpoint),
    command('deleteAllEndpoints', deleteAllEndpoints),
    command('manageEndpoints', manageEndpoints),
    command('switchConnection', switchConnection),
    command('openLocalToOtherTools', openLocalToOtherTools),
    onDidChangeSettings(() => {
      warning.showConnection(currentConnection());
      changed();
    }),
    command('openSample', openSample),
    command('refresh', async () => changed()),
    command('showLog', async () => log.show()),
  );
  warning.showConnection(currentConnection());
  void warning.refresh();
}

/** Fills panels of `viewType` that a reload of the window left empty; `key` names what each one showed. */
function restored(
  viewType: string,
  key: string,
  show: (panel: vscode.WebviewPanel, identity: string) => Promise<void>,
): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    deserializeWebviewPanel: async (panel, state: unknown) => {
      const identity = pageStateSchema.safeParse(state).data?.identity[key];
      if (identity === undefined) panel.dispose();
      else await show(panel, identity);
    },
  });
}
