import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { runCommand } from '../../../contributions.ts';
import type { Engine } from '../../../data/engine/calls.ts';
import { inBackground } from '../../../platform/background.ts';
import { isCancelled } from '../../../platform/cancellation.ts';
import { explain } from '../../../platform/messages.ts';
import { failureMessage, sharedHandlers } from '../../host/connectPage.ts';
import { openStatePage } from '../../host/statePage.ts';
import type { PageServices } from '../../host/statePage.ts';
import { dataRequests } from '../contract.ts';
import type { DataContract, DataFailed, DataState } from '../contract.ts';
import { linesAround } from './excerpt.ts';
import { shownProfile } from './shownProfile.ts';

export interface DataPanelServices extends PageServices {
  readonly engine: Pick<Engine, 'profile' | 'regression'>;
}

/** Fills a panel, new or restored after a reload, with the table as it is on disk now. */
export function showDataPage(services: DataPanelServices, panel: vscode.WebviewPanel, uri: vscode.Uri): void {
  const { engine, log } = services;
  const path = uri.fsPath;
  const reader = openReader({ engine, log, path });
  const page = openStatePage<DataContract>(services, panel, {
    page: 'data',
    heading: basename(path),
    identity: { uri: uri.toString() },
    first: reader.state(),
    schemas: dataRequests,
    handlers: () => ({
      ...sharedHandlers,
      regression: ({ target, feature }, { signal }) =>
        engine.regression({ path, target, feature }, { signal }),
      train: async ({ target }) => {
        await runCommand('train', uri, ...(target === undefined ? [] : [{ target, review: true }]));
      },
      split: async () => void (await runCommand('split', uri)),
      upload: async () => void (await runCommand('upload', uri)),
      convertToRecordIO: async () => void (await runCommand('convertToRecordIO', uri)),
      openAsText: async () => {
        await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
      },
      readAgain: () => reader.read(),
      cancel: async () => reader.cancel(),
    }),
  });
  reader.onState(page.show);
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), basename(path)),
  );
  watcher.onDidChange(() => reader.changed('changed'));
  watcher.onDidCreate(() => reader.changed('changed'));
  watcher.onDidDelete(() => reader.changed('deleted'));
  page.own(watcher, { dispose: reader.cancel });
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
      show({ kind: 'ready', profile: shownProfile(profile), readAt: new Date().toISOString() });
    } catch (error) {
      if (isCancelled(error)) {
        // A newer reading has replaced this one.
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
