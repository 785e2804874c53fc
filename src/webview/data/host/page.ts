import * as vscode from 'vscode';
import { runCommand } from '../../../contributions/runCommand.ts';
import { s3UriOf } from '../../../contributions/s3Uris.ts';
import { tableEditorOf } from '../../../contributions/ids.ts';
import type { Engine } from '../../../data/engine/calls.ts';
import { readingOf } from '../../../data/shapes/tableEdits.ts';
import { inBackground } from '../../../platform/background.ts';
import { openFolder } from '../../../platform/prompts.ts';
import { sharedHandlers } from '../../host/connectPage.ts';
import { rowGridHandlers } from '../../host/rowGrid.ts';
import type { RowGridEngine } from '../../host/rowGrid.ts';
import { openStatePage } from '../../host/statePage.ts';
import type { PageServices } from '../../host/statePage.ts';
import { watchTable } from '../../host/watchTable.ts';
import { dataRequests } from '../contract.ts';
import type { DataContract, DataState, DataUpdate } from '../contract.ts';
import { pageEdits, parseEdits } from '../../host/keptEdits.ts';
import { experimentEdits } from '../../host/experimentEdits.ts';
import { openReader } from './reader.ts';
import { fileSource, s3Source } from './tableSource.ts';
import type { TableSource, TableSourceServices } from './tableSource.ts';
import { useRows } from '../../host/useRows.ts';

export interface DataPanelServices extends PageServices, TableSourceServices {
  readonly engine: RowGridEngine &
    Pick<
      Engine,
      | 'profile'
      | 'experimentsBeside'
      | 'regression'
      | 'findColumns'
      | 'correlations'
      | 'rankRelations'
      | 'relatePair'
      | 'saveWrongRows'
    >;
}

/** What a Data page shows, as it is kept over a reload of the window. */
export interface DataIdentity {
  /** Of a file, or of a table in S3. */
  readonly uri: string;
  /** Of a table in S3. */
  readonly connectionId?: string | undefined;
  /** The experiment that keeps the edits. */
  readonly experiment?: string | undefined;
  /** Edits that are only the page's, as text. */
  readonly edits?: string | undefined;
  /** The target that was chosen on it. */
  readonly target?: string | undefined;
}

/** Fills a panel, new or restored after a reload, with the table as it is on disk now. */
export function showDataPage(
  services: DataPanelServices,
  panel: vscode.WebviewPanel,
  identity: DataIdentity,
): void {
  const { engine, log } = services;
  const uri = vscode.Uri.parse(identity.uri);
  const s3Uri = s3UriOf(uri);
  const { connectionId } = identity;
  const source =
    s3Uri === undefined || connectionId === undefined
      ? fileSource(uri.fsPath)
      : s3Source(services, { s3Uri, connectionId });
  const experiment = identity.experiment === undefined ? undefined : vscode.Uri.parse(identity.experiment);
  const first = {
    edits: parseEdits(identity.edits),
    ...(identity.target === undefined ? {} : { target: identity.target }),
  };
  const kept =
    experiment === undefined
      ? pageEdits(first, (texts) => page.identify({ ...given(identity), ...texts }))
      : experimentEdits(experiment);
  const reader = openReader({ engine, log, source, kept });
  const at = () => ({ path: requirePath(source), ...readingOf(reader.edits()) });
  const page = openStatePage<DataContract>(services, panel, {
    page: 'data',
    heading: source.fileName,
    identity: given(identity),
    first: reader.state(),
    schemas: dataRequests,
    send: (host, before, next) => {
      const progress = progressAlone(before, next);
      if (progress === undefined) host.push('state', next);
      else host.push('update', { progress });
    },
    handlers: () => ({
      ...sharedHandlers,
      ...rowGridHandlers({
        engine,
        at,
        beside: s3Uri === undefined ? uri : undefined,
        use: (rules) => useRows({ engine, uri, edits: reader.edits(), experiment }, rules),
      }),
      regression: ({ target, feature }, { signal }) =>
        engine.regression({ ...at(), target, feature }, { signal }),
      rankRelations: ({ target }, { signal }) => engine.rankRelations({ ...at(), target }, { signal }),
      relatePair: (pair, { signal }) => engine.relatePair({ ...at(), ...pair }, { signal }),
      train: async ({ target }) => {
        if (experiment === undefined)
          await runCommand('train', uri, { ...reader.edits(), target, review: true });
        else await vscode.commands.executeCommand('vscode.open', experiment, { preview: false });
      },
      split: async () => void (await runCommand('split', uri, readingOf(reader.edits()))),
      upload: async () => void (await runCommand('upload', uri)),
      convert: async () => void (await runCommand('convert', uri, readingOf(reader.edits()))),
      copyAsPandas: async () => void (await runCommand('copyAsPandas', uri, readingOf(reader.edits()))),
      download: async () => void (await runCommand('download', { s3Uri, connectionId })),
      openAsText: async () => {
        await vscode.commands.executeCommand(
          'vscode.openWith',
          vscode.Uri.file(requirePath(source)),
          'default',
        );
      },
      openAsTable: async () => {
        await vscode.commands.executeCommand('vscode.openWith', uri, tableEditorOf(uri.fsPath));
      },
      edit: ({ edits }) => reader.edit(edits),
      turn: (next, { signal }) => reader.turn(next, signal),
      findColumns: ({ text }, { signal }) => engine.findColumns({ ...at(), text }, { signal }),
      correlations: ({ names }, { signal }) => engine.correlations({ ...at(), names }, { signal }),
      saveWrongRows: async (_, { signal }) => {
        const folder =
          s3Uri === undefined ? undefined : await openFolder(vscode.l10n.t('Save the rows where?'));
        const saved = await engine.saveWrongRows({ ...at(), folder: folder?.fsPath }, { signal });
        await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(saved.path), { preview: false });
      },
      readAgain: () => reader.read(),
      cancel: async () => reader.cancel(),
    }),
  });
  reader.onState(page.show);
  if (s3Uri === undefined) page.own(watchTable(uri, reader.changed));
  if (experiment !== undefined)
    page.own(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.toString() === experiment.toString()) inBackground(log, reader.follow);
      }),
    );
  page.own({ dispose: reader.cancel });
  inBackground(log, reader.read);
}

/** Requests come once something is shown, and then the bytes are here. */
function requirePath({ path, fileName }: Pick<TableSource, 'path' | 'fileName'>): string {
  const found = path();
  if (found === undefined) throw new Error(`${fileName} has not been downloaded`);
  return found;
}

/** The progress, where nothing else has changed: a state with its profile is too much to send at each step. */
export function progressAlone(before: DataState, next: DataState): DataUpdate['progress'] | undefined {
  if (!('progress' in next) || next.progress === undefined || before.kind !== next.kind) return undefined;
  const { progress, ...rest } = next;
  const entries: readonly (readonly [string, unknown])[] = Object.entries(rest);
  const known = new Map<string, unknown>(Object.entries(before));
  known.delete('progress');
  const isAlone = known.size === entries.length && entries.every(([key, value]) => known.get(key) === value);
  return isAlone ? progress : undefined;
}

/** What is known of it, as the panel keeps it. */
const given = ({
  uri,
  connectionId,
  experiment,
  edits,
  target,
}: DataIdentity): Readonly<Record<string, string>> => ({
  uri,
  ...(connectionId === undefined ? {} : { connectionId }),
  ...(experiment === undefined ? {} : { experiment }),
  ...(edits === undefined ? {} : { edits }),
  ...(target === undefined ? {} : { target }),
});
