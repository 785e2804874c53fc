import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Engine } from '../data/engine/engine.ts';
import { isCancelled } from '../platform/cancellation.ts';
import { connectPage, failureMessage, sharedHandlers } from './connectPage.ts';
import type { PageHost } from './connectPage.ts';
import { dataRequests } from './contracts/data.ts';
import type { DataContract, DataState } from './contracts/data.ts';
import { pageHtml, pageOptions } from './pageHtml.ts';

export interface DataPanelServices {
  readonly engine: Engine;
  readonly log: vscode.LogOutputChannel;
  readonly extensionUri: vscode.Uri;
}

/** Fills a panel, new or restored after a reload, with the table as it is on disk now. */
export function showDataPage(
  { engine, log, extensionUri }: DataPanelServices,
  panel: vscode.WebviewPanel,
  uri: vscode.Uri,
): void {
  const path = uri.fsPath;
  let reading: AbortController | undefined;
  let state: DataState = { kind: 'loading', fileName: basename(path) };
  let page: PageHost<DataContract> | undefined;
  const show = (next: DataState) => {
    state = next;
    page?.push('state', state);
  };
  const read = async () => {
    reading?.abort();
    reading = new AbortController();
    show({ kind: 'loading', fileName: basename(path) });
    try {
      const profile = await engine.profile({ path }, { signal: reading.signal });
      show({ kind: 'ready', profile, readAt: new Date().toISOString() });
    } catch (error) {
      if (isCancelled(error)) return;
      log.error(error instanceof Error ? error : String(error));
      show({ kind: 'failed', fileName: basename(path), failure: failureMessage(error) });
    }
  };
  const run = async (command: string, ...rest: unknown[]) => {
    await vscode.commands.executeCommand(`linearLearner.${command}`, uri, ...rest);
    return null;
  };
  page = connectPage<DataContract>(panel.webview, {
    schemas: dataRequests,
    log,
    identity: { uri: uri.toString() },
    onReady: () => page?.push('state', state),
    handlers: {
      ...sharedHandlers,
      regression: ({ target, feature }, { signal }) =>
        engine.regression({ path, target, feature }, { signal }),
      train: () => run('train'),
      split: () => run('split'),
      upload: () => run('upload'),
      convertToRecordIO: () => run('convertToRecordIO'),
      readAgain: async () => {
        await read();
        return null;
      },
      cancel: async () => {
        reading?.abort();
        return null;
      },
    },
  });
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), basename(path)),
  );
  const stale = (why: 'changed' | 'deleted') => () => {
    if (state.kind === 'ready') show({ ...state, stale: why });
  };
  watcher.onDidChange(stale('changed'));
  watcher.onDidDelete(stale('deleted'));
  panel.onDidDispose(() => {
    reading?.abort();
    page?.dispose();
    watcher.dispose();
  });
  panel.webview.options = pageOptions(extensionUri);
  panel.webview.html = pageHtml(panel.webview, extensionUri, 'data');
  void read();
}
