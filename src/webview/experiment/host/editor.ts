import { basename, dirname, join, relative } from 'node:path';
import * as vscode from 'vscode';
import { parseExperiment } from '../../../data/experiment/parseExperiment.ts';
import { isCancelled } from '../../../platform/cancellation.ts';
import { openFile } from '../../../platform/prompts.ts';
import { takeRemedy } from '../../../platform/remedies.ts';
import { failureMessage, sharedHandlers } from '../../host/connectPage.ts';
import { openStatePage } from '../../host/statePage.ts';
import type { PageServices } from '../../host/statePage.ts';
import { experimentRequests } from '../contract.ts';
import type { ExperimentContract, ExperimentState, RefusedEdit } from '../contract.ts';
import type { RequestHandlers } from '../../contract/messages.ts';
import { describeExperiment } from './describe.ts';
import type { DescribeServices } from './describe.ts';
import { editsInTurn, withEdit, withTarget } from './experimentText.ts';
import type { EditedText } from './experimentText.ts';
import { translated } from '../../host/translated.ts';

interface ExperimentEditorServices extends PageServices, DescribeServices {
  readonly onDidChange: vscode.Event<void>;
}

/** Typing is followed by one look at the table, not one a letter. */
const settleMs = 150;

/** Fills the editor of a `*.linear.json`: a form over the text, which stays the one source. */
export function showExperiment(
  services: ExperimentEditorServices,
  document: vscode.TextDocument,
  panel: vscode.WebviewPanel,
): void {
  const { log } = services;
  let looking = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    looking.abort();
    looking = new AbortController();
    const { signal } = looking;
    describeExperiment(services, document, page.state(), page.show, signal).catch((error: unknown) => {
      if (signal.aborted || isCancelled(error)) return;
      log.error(error instanceof Error ? error : String(error));
      const state = page.state();
      const preflight = { kind: 'failed', failure: failureMessage(error) } as const;
      if (state.kind === 'ready') page.show({ ...state, preflight, isChecking: false });
    });
  };
  const lookSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, settleMs);
  };
  const fileName = basename(document.fileName);
  const page = openStatePage<ExperimentContract>(services, panel, {
    page: 'experiment',
    heading: fileName,
    identity: {},
    first: { kind: 'loading', fileName },
    schemas: experimentRequests,
    handlers: ({ state }) => handlersOf(document, look, state),
  });
  const folder = vscode.Uri.joinPath(document.uri, '..');
  const tables = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*.{csv,tsv}'));
  page.own(
    tables,
    tables.onDidChange(lookSoon),
    tables.onDidCreate(lookSoon),
    tables.onDidDelete(lookSoon),
    services.onDidChange(lookSoon),
    vscode.workspace.onDidChangeTextDocument((event) => event.document === document && lookSoon()),
    vscode.workspace.onDidSaveTextDocument((saved) => saved === document && lookSoon()),
    {
      dispose() {
        clearTimeout(timer);
        looking.abort();
      },
    },
  );
  look();
}

function handlersOf(
  document: vscode.TextDocument,
  look: () => void,
  shown: () => ExperimentState,
): RequestHandlers<ExperimentContract> {
  const edits = editsInTurn({
    read: () => document.getText(),
    write: (text) => replaceText(document, text),
  });
  const make = async (change: (text: string) => EditedText): Promise<RefusedEdit | null> => {
    const refused = await edits.edit(change);
    return refused === undefined ? null : { ...refused, expected: translated(refused.expected) };
  };
  const edit = (path: readonly string[], value: unknown) =>
    make((text) => withEdit(text, document.fileName, path, value));
  const tableUri = () => {
    const { dataset } = parseExperiment(document.getText(), document.fileName);
    return vscode.Uri.file(join(dirname(document.fileName), dataset));
  };
  return {
    ...sharedHandlers,
    edit: async ({ path, value }) => edit(path, value),
    chooseTarget: async ({ target, predictorType }) =>
      make((text) => withTarget(text, document.fileName, target, predictorType)),
    train: async () => {
      await edits.settled();
      await document.save();
      const state = shown();
      const preflight = state.kind === 'ready' ? state.preflight : undefined;
      // What is trained on is the table that the page shows.
      const datasetSha256 = preflight?.kind === 'known' ? preflight.tableSha256 : undefined;
      await vscode.commands.executeCommand('linearLearner.train', document.uri, { datasetSha256 });
    },
    openNewestRun: async () => {
      const state = shown();
      const trainingJobName = state.kind === 'ready' ? state.remembered.newestRun : undefined;
      if (trainingJobName !== undefined)
        await vscode.commands.executeCommand('linearLearner.openRun', { trainingJobName });
    },
    exploreData: async () => {
      await vscode.commands.executeCommand('linearLearner.exploreData', tableUri());
    },
    openTable: async ({ line }) => {
      await takeRemedy({ kind: 'openFile', file: tableUri().fsPath, line });
    },
    chooseDataset: async () => {
      const chosen = await openFile(vscode.l10n.t('Train on which table?'), {
        [vscode.l10n.t('Tables')]: ['csv', 'tsv'],
      });
      return edit(['dataset'], relative(dirname(document.fileName), chosen.fsPath).replaceAll('\\', '/'));
    },
    editAsText: async () => {
      await vscode.commands.executeCommand('vscode.openWith', document.uri, 'default');
    },
    switchConnection: async () => {
      await vscode.commands.executeCommand('linearLearner.switchConnection');
    },
    readAgain: async () => look(),
  };
}

async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  edit.replace(document.uri, whole, text);
  await vscode.workspace.applyEdit(edit);
}
