import { basename } from 'node:path';
import * as vscode from 'vscode';
import { runCommand } from '../../../contributions/runCommand.ts';
import type { Engine } from '../../../data/engine/calls.ts';
import { inBackground } from '../../../platform/background.ts';
import { useRows } from '../../host/useRows.ts';
import { sharedHandlers } from '../../host/connectPage.ts';
import { rowGridHandlers } from '../../host/rowGrid.ts';
import type { RowGridEngine } from '../../host/rowGrid.ts';
import { openStatePage } from '../../host/statePage.ts';
import type { PageServices } from '../../host/statePage.ts';
import { watchTable } from '../../host/watchTable.ts';
import { tableRequests } from '../contract.ts';
import type { TableContract, TableState } from '../contract.ts';
import { openReader, unread } from './reader.ts';

interface TableEditorServices extends PageServices {
  readonly engine: RowGridEngine & Pick<Engine, 'experimentsBeside'>;
}

/** Fills the read-only Table editor of a file. */
export function showTable(
  { engine, ...services }: TableEditorServices,
  uri: vscode.Uri,
  panel: vscode.WebviewPanel,
): void {
  const path = uri.fsPath;
  const page = openStatePage<TableContract>(services, panel, {
    page: 'table',
    heading: basename(path),
    identity: { uri: uri.toString() },
    first: unread(path),
    schemas: tableRequests,
    handlers: () => ({
      ...sharedHandlers,
      ...rowGridHandlers({
        engine,
        beside: uri,
        at: () => ({ path }),
        use: (rules) => useRows({ engine, uri, edits: {} }, rules),
      }),
      readAgain: () => reader.read(),
      cancel: async () => reader.cancel(),
      exploreData: () => runCommand('exploreData', uri),
      train: async () => void (await runCommand('train', uri)),
      openAsText: async () => {
        await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
      },
    }),
  });
  const reader = openReader({ engine, log: services.log, path, show: page.show });
  // For example one side of a diff: its bytes are not on disk.
  if (uri.scheme !== 'file') return page.show(notOnDisk(path));
  page.own(watchTable(uri, reader.changed), { dispose: reader.cancel });
  inBackground(services.log, reader.read);
}

const notOnDisk = (path: string): TableState => ({
  kind: 'failed',
  fileName: basename(path),
  failure: {
    code: 'not-on-disk',
    message: vscode.l10n.t('{0} is not a local file, so its rows cannot be shown.', basename(path)),
    actions: [],
  },
});
