import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { runCommand } from '../../../contributions.ts';
import type { Engine } from '../../../data/engine/calls.ts';
import { inBackground } from '../../../platform/background.ts';
import { isCancelled } from '../../../platform/cancellation.ts';
import { explain } from '../../../platform/messages.ts';
import { connectPage, failureMessage, sharedHandlers } from '../../host/connectPage.ts';
import type { PageHost } from '../../host/connectPage.ts';
import { dataRequests } from '../contract.ts';
import type { DataContract, DataFailed, DataState } from '../contract.ts';
import { linesAround } from './excerpt.ts';
import { showShell } from '../../host/pageHtml.ts';

export interface DataPanelServices {
  readonly engine: Pick<Engine, 'profile' | 'regression'>;
  readonly log: Pick<vscode.LogOutputChannel, 'error' | 'warn'>;
  readonly extensionUri: vscode.Uri;
}

/** Fills a panel, new or restored after a reload, with the table as it is on disk now. */
export function showDataPage(
  { engine, log, extensionUri }: DataPanelServices,
  panel: vscode.WebviewPanel,
  uri: vscode.Uri,
): void {
  const path = uri.fsPath;
  const reader = openReader({ engine, log, path });
  const run = async (answer: Promise<unknown>) => {
    await answer;
    return null;
  };
  const page: PageHost<DataContract> = connectPage<DataContract>(panel.webview, {
    schemas: dataRequests,
    log,
    identity: { uri: uri.toString() },
    onReady: () => page.push('state', reader.state()),
    handlers: {
      ...sharedHandlers,
      regression: ({ target, feature }, { signal }) =>
        engine.regression({ path, target, feature }, { signal }),
      train: ({ target }) =>
        run(runCommand('train', uri, ...(target === undefined ? [] : [{ target, review: true }]))),
      split: () => run(runCommand('split', uri)),
      upload: () => run(runCommand('upload', uri)),
      convertToRecordIO: () => run(runCommand('convertToRecordIO', uri)),
      openAsText: async () => {
        await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
        return null;
      },
      readAgain: async () => {
        await reader.read();
        return null;
      },
      cancel: async () => {
        reader.cancel();
        return null;
      },
    },
  });
  reader.onState((state) => page.push('state', state));
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), basename(path)),
  );
  watcher.onDidChange(() => reader.changed('changed'));
  watcher.onDidCreate(() => reader.changed('changed'));
  watcher.onDidDelete(() => reader.changed('deleted'));
  panel.onDidDispose(() => {
    reader.cancel();
    page.dispose();
    watcher.dispose();
  });
  showShell(panel.webview, extensionUri, 'data', basename(uri.fsPath));
  inBackground(log, reader.read);
}

interface ReaderOptions {
  readonly engine: Pick<Engine, 'profile'>;
  readonly log: Pick<vscode.LogOutputChannel, 'error'>;
  readonly path: string;
}

/** Reads a table and keeps what is known of it. */
export function openReader({ engine, log, path }: ReaderOptions) {
  const fileName = basename(path);
  let reading: AbortController | undefined;
  let state: DataState = { kind: 'loading', fileName };
  let listener: (state: DataState) => void = () => undefined;
  const show = (next: DataState) => {
    state = next;
    listener(state);
  };
  const read = async () => {
    reading?.abort();
    const { signal } = (reading = new AbortController());
    const sizeBytes = (await stat(path).catch(() => undefined))?.size;
    const file = { fileName, ...(sizeBytes === undefined ? {} : { sizeBytes }) };
    show({ kind: 'loading', ...file });
    try {
      signal.throwIfAborted();
      const profile = await engine.profile({ path }, { signal });
      show({ kind: 'ready', profile, readAt: new Date().toISOString() });
    } catch (error) {
      if (isCancelled(error)) {
        // A reading that a newer one replaced says nothing.
        if (reading.signal === signal) show({ kind: 'cancelled', ...file });
        return;
      }
      log.error(error instanceof Error ? error : String(error));
      show({ kind: 'failed', ...file, ...(await failedAt(path, error)) });
    }
  };
  return {
    state: () => state,
    onState: (listen: (state: DataState) => void) => {
      listener = listen;
    },
    read,
    cancel: () => reading?.abort(),
    /** The file on disk is another one: what was read is marked, what could not be read is tried again. */
    changed: (why: 'changed' | 'deleted') => {
      if (state.kind === 'ready') show({ ...state, stale: why });
      else if (state.kind === 'failed' && why === 'changed') inBackground(log, read);
    },
  };
}

/** The failure and, where it names a line, the lines around it. */
async function failedAt(path: string, error: unknown): Promise<Pick<DataFailed, 'failure' | 'excerpt'>> {
  const failure = failureMessage(error);
  const place = explain(error).remedies.find((remedy) => remedy.kind === 'openFile');
  if (place === undefined || place.line <= 1) return { failure };
  return { failure, excerpt: await linesAround(path, place.line).catch(() => []) };
}
