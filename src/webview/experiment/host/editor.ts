import { basename, dirname, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { runCommand } from '../../../contributions.ts';
import { tableExtensions } from '../../../data/shapes/tableFiles.ts';
import { parseExperiment } from '../../../data/experiment/parseExperiment.ts';
import { isCancelled } from '../../../platform/cancellation.ts';
import type { TrainingStarts } from '../../../runs/trainingStarts.ts';
import type { Trust } from '../../../runs/trust.ts';
import { openFile } from '../../../platform/prompts.ts';
import { takeRemedy } from '../../../platform/remedies.ts';
import { failureMessage, sharedHandlers } from '../../host/connectPage.ts';
import { replaceText } from '../../host/replaceText.ts';
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
  readonly starts: Pick<TrainingStarts<unknown>, 'stateOf' | 'onDidChange' | 'cancel'>;
  readonly trust: () => Promise<Pick<Trust, 'tableOf' | 'choose'>>;
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
  const { log, starts } = services;
  let looking = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    looking.abort();
    looking = new AbortController();
    const { signal } = looking;
    describeExperiment(services, document, page.state(), show, signal).catch((error: unknown) => {
      if (signal.aborted || isCancelled(error)) return;
      log.error(error instanceof Error ? error : String(error));
      const state = page.state();
      const preflight = { kind: 'failed', failure: failureMessage(error) } as const;
      if (state.kind === 'ready') show({ ...state, preflight, isChecking: false });
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
    handlers: ({ state }) => handlersOf(services, document, look, state),
  });
  const show = (next: ExperimentState) =>
    page.show(next.kind === 'ready' ? { ...next, training: starts.stateOf(document.fileName) } : next);
  const folder = vscode.Uri.joinPath(document.uri, '..');
  const tables = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(folder, `*.{${tableExtensions.join(',')}}`),
  );
  page.own(
    tables,
    tables.onDidChange(lookSoon),
    tables.onDidCreate(lookSoon),
    tables.onDidDelete(lookSoon),
    services.onDidChange(lookSoon),
    starts.onDidChange((path) => path === document.fileName && show(page.state())),
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
  { trust, starts }: Pick<ExperimentEditorServices, 'trust' | 'starts'>,
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
  const tableUri = async () => {
    const { dataset } = parseExperiment(document.getText(), document.fileName);
    return vscode.Uri.file(await (await trust()).tableOf(document.fileName, dataset));
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
      await runCommand('train', document.uri, { datasetSha256 });
    },
    cancelTraining: async () => starts.cancel(document.fileName),
    openNewestRun: async () => {
      const state = shown();
      const trainingJobName = state.kind === 'ready' ? state.remembered.newestRun : undefined;
      if (trainingJobName !== undefined) await runCommand('openRun', { trainingJobName });
    },
    exploreData: async () => {
      await runCommand('exploreData', await tableUri(), { experiment: document.uri });
    },
    openTable: async ({ line }) => {
      await takeRemedy({ kind: 'openFile', file: (await tableUri()).fsPath, line });
    },
    chooseDataset: async () => {
      const chosen = await openFile(vscode.l10n.t('Train on which table?'), {
        [vscode.l10n.t('Tables')]: [...tableExtensions],
      });
      await (await trust()).choose(document.fileName, chosen.fsPath);
      const dataset = relative(dirname(document.fileName), chosen.fsPath).replaceAll(sep, '/');
      const refused = await edit(['dataset'], dataset);
      // The same name as before changes no text, but it may be read now.
      look();
      return refused;
    },
    editAsText: async () => {
      await vscode.commands.executeCommand('vscode.openWith', document.uri, 'default');
    },
    switchConnection: async () => {
      await runCommand('switchConnection');
    },
    readAgain: async () => look(),
  };
}
