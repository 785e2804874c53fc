import { basename, dirname, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { runCommand } from '../../../contributions/runCommand.ts';
import { uriOfS3 } from '../../../contributions/s3Uris.ts';
import { isInS3 } from '../../../data/experiment/datasetPath.ts';
import type { Engine } from '../../../data/engine/calls.ts';
import { columnsOf } from '../../../data/shapes/encoders/feature.ts';
import type { Feature } from '../../../data/shapes/encoders/feature.ts';
import type { Experiment } from '../../../data/shapes/experiment.ts';
import { dialogExtensions, tableExtensions } from '../../../data/shapes/tableFiles.ts';
import { Failure } from '../../../learner/errors.ts';
import { parseExperiment } from '../../../data/experiment/parseExperiment.ts';
import { inBackground } from '../../../platform/background.ts';
import { editOf, isStep, takeStep } from '../../../platform/checkFixes.ts';
import { isCancelled } from '../../../platform/cancellation.ts';
import type { RunHistory } from '../../../runs/history/history.ts';
import type { TrainingStarts } from '../../../runs/trainingStarts.ts';
import { pathOnThisMachine } from '../../../runs/s3Tables.ts';
import type { Trust } from '../../../runs/trust.ts';
import { openFile } from '../../../platform/prompts.ts';
import { saveIfOpen } from '../../../platform/saveIfOpen.ts';
import { takeRemedy } from '../../../platform/remedies.ts';
import { failureMessage, sharedHandlers } from '../../host/connectPage.ts';
import { replaceText } from '../../host/replaceText.ts';
import { openStatePage } from '../../host/statePage.ts';
import type { PageServices } from '../../host/statePage.ts';
import { experimentRequests } from '../contract.ts';
import type { ColumnList, ExperimentContract, LastRuns, RefusedEdit } from '../contract.ts';
import type { RequestHandlers } from '../../contract/messages.ts';
import { openExperimentChecks } from './checks.ts';
import type { CheckServices, ExperimentCheckList } from './checks.ts';
import { columnEdits } from './columnEdits.ts';
import { describeExperiment } from './describe.ts';
import type { Described, DescribeServices } from './describe.ts';
import { differencesOf } from './differences.ts';
import {
  editsInTurn,
  withDifferences,
  withEdit,
  withFeatures,
  withFeaturesListed,
  withTarget,
} from './experimentText.ts';
import type { EditedText } from './experimentText.ts';
import type { KeyPath } from '../../host/jsonText.ts';
import { explainKeys } from './explainKeys.ts';
import { columnRow, listColumns, suggestColumns } from './knownColumns.ts';
import type { KnownColumns } from './knownColumns.ts';
import { lastRunsOf } from './lastRuns.ts';
import { translated } from '../../host/translated.ts';

interface ExperimentEditorServices extends PageServices, DescribeServices, CheckServices {
  readonly engine: DescribeServices['engine'] & Pick<Engine, 'previewFeature'>;
  readonly starts: Pick<TrainingStarts<unknown>, 'stateOf' | 'onDidChange' | 'cancel'>;
  readonly destinations: CheckServices['destinations'];
  readonly openSession: CheckServices['openSession'];
  readonly connection: CheckServices['connection'];
  readonly trust: () => Promise<Pick<Trust, 'tableOf' | 'choose' | 'isConfirmed'>>;
  readonly history: Pick<RunHistory, 'rows' | 'onDidChange'>;
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
    inBackground(log, () => lookAtConnection());
    describeExperiment(services, document, { ...described, state: page.state() }, show, signal).catch(
      (error: unknown) => {
        if (signal.aborted || isCancelled(error)) return;
        log.error(error instanceof Error ? error : String(error));
        const state = page.state();
        const preflight = { kind: 'failed', failure: failureMessage(error) } as const;
        if (state.kind === 'ready') show({ ...described, state: { ...state, preflight, isChecking: false } });
      },
    );
  };
  const lookSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, settleMs);
  };
  const checks = openExperimentChecks(services, document.fileName, () =>
    show({ ...described, state: page.state() }),
  );
  /** `retry`: also what has not passed. */
  const lookAtConnection = async (retry = false) => {
    const experiment = parsedIn(document);
    if (experiment !== undefined) await checks.look(experiment, { retry });
  };
  const fileName = basename(document.fileName);
  let described: Omit<Described, 'state'> = {};
  let lastRuns: LastRuns | undefined;
  const page = openStatePage<ExperimentContract>(services, panel, {
    page: 'experiment',
    heading: fileName,
    identity: {},
    first: { kind: 'loading', fileName },
    schemas: experimentRequests,
    handlers: ({ state }) => ({
      ...handlersOf(services, document, { look, checks }, () => ({ ...described, state: state() })),
      checkAgain: async () => lookAtConnection(true),
    }),
  });
  const show = (next: Described) => {
    described = next;
    const { state } = next;
    const training = starts.stateOf(document.fileName);
    if (state.kind !== 'ready') return page.show(state);
    const { checks: _, ...rest } = state;
    const ofConnection = checks.shown();
    page.show({
      ...rest,
      training,
      ...(lastRuns && { lastRuns }),
      ...(ofConnection && { checks: ofConnection }),
    });
  };
  const lookAtRuns = async () => {
    const { rows } = await services.history.rows(page.signal);
    lastRuns = lastRunsOf(rows, document.fileName);
    show({ ...described, state: page.state() });
  };
  const folder = vscode.Uri.joinPath(document.uri, '..');
  const tables = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(folder, `*.{${tableExtensions.join(',')}}`),
  );
  page.own(
    tables,
    tables.onDidChange(lookSoon),
    tables.onDidCreate(lookSoon),
    tables.onDidDelete(lookSoon),
    services.onDidChange(() => {
      lookSoon();
      // What failed may be there now: a sign-in, a bucket, a role.
      inBackground(log, () => lookAtConnection(true));
    }),
    checks,
    services.history.onDidChange(() => inBackground(log, lookAtRuns)),
    starts.onDidChange((path) => path === document.fileName && show({ ...described, state: page.state() })),
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
  inBackground(log, lookAtRuns);
}

function handlersOf(
  services: Pick<ExperimentEditorServices, 'trust' | 'starts' | 'engine' | 'openSession' | 's3Tables'>,
  document: vscode.TextDocument,
  { look, checks }: { readonly look: () => void; readonly checks: Pick<ExperimentCheckList, 'fixOf'> },
  shown: () => Described,
): Omit<RequestHandlers<ExperimentContract>, 'checkAgain'> {
  const { trust, starts, engine } = services;
  const edits = editsInTurn({
    read: () => document.getText(),
    write: (text) => replaceText(document, text),
  });
  const make = async (change: (text: string) => EditedText): Promise<RefusedEdit | null> => {
    const refused = await edits.edit(change);
    return refused === undefined ? null : { ...refused, expected: translated(refused.expected) };
  };
  const file = document.fileName;
  const edit = (path: KeyPath, value: unknown) =>
    make((text) => withEdit(path[0] === 'features' ? listed(text) : text, file, path, value));
  /** Of features that the file does not list, one can only be changed once it does. */
  const listed = (text: string) => withFeaturesListed(text, file, shown().columns?.features ?? []);
  /** Its path, or its S3 URI. */
  const namedTable = async () => {
    const { dataset } = parseExperiment(document.getText(), file);
    return (await trust()).tableOf(file, dataset);
  };
  const tableUri = async () => {
    const named = await namedTable();
    return isInS3(named) ? uriOfS3(named) : vscode.Uri.file(named);
  };
  const chooseBucket = async () => {
    const chosen = await runCommand('chooseBucket', { forExperiment: true });
    return chosen === undefined ? null : edit(['output', 'bucket'], chosen.bucket);
  };
  return {
    ...sharedHandlers,
    edit: async ({ path, value }) => edit(path, value),
    chooseTarget: async ({ target, predictorType }) =>
      make((text) => withTarget(text, file, target, predictorType)),
    listColumns: async (request) => {
      const { columns } = shown();
      return columns === undefined ? noColumns : listColumns(columns, request);
    },
    column: async ({ name }) => {
      const { columns } = shown();
      return columns === undefined ? null : columnRow(columns, name);
    },
    suggestColumns: async ({ text }) => suggestColumns(shown().columns ?? { facts: [] }, text),
    explainKeys: async () => explainKeys(),
    changeColumns: async ({ columns: selection, change }) => {
      const { columns } = shown();
      if (columns === undefined) return null;
      const changes = columnEdits(columns, selection, change);
      return make((text) => withFeatures(listed(text), file, changes));
    },
    previewFeature: async ({ column, feature }, { signal }) => {
      const { columns } = shown();
      if (columns === undefined) return null;
      const experiment = parseExperiment(document.getText(), file);
      const asked = previewOf(columns, experiment, column, feature);
      if (asked === undefined) return null;
      try {
        const datasetPath = await pathOnThisMachine(services, await namedTable(), { signal });
        return await engine.previewFeature({ datasetPath, ...asked }, { signal });
      } catch (error) {
        // What stops the look would stop the training, and the preflight says so.
        if (error instanceof Failure) return null;
        throw error;
      }
    },
    resolveDifference: async ({ path, how }) => {
      const { table } = shown();
      if (table === undefined) return null;
      const names = table.columns.map(({ name }) => name);
      return make((text) => {
        const all = differencesOf(parseExperiment(text, file), names);
        const wanted = path === undefined ? all : all.filter((one) => keyOf(one.path) === keyOf(path));
        return withDifferences(text, file, wanted, how);
      });
    },
    train: async () => {
      await edits.settled();
      await document.save();
      const { state } = shown();
      const preflight = state.kind === 'ready' ? state.preflight : undefined;
      // What is trained on is the table that the page shows.
      const datasetSha256 = preflight?.kind === 'known' ? preflight.tableSha256 : undefined;
      await runCommand('train', document.uri, { datasetSha256 });
    },
    cancelTraining: async () => starts.cancel(file),
    openStudy: async ({ command }) => {
      await saveIfOpen(file);
      await runCommand(command, document.uri);
    },
    openNewestRun: async () => {
      const { state } = shown();
      const trainingJobName = state.kind === 'ready' ? state.remembered.newestRun : undefined;
      if (trainingJobName !== undefined) await runCommand('openRun', { trainingJobName });
    },
    showRuns: async () => {
      await runCommand('showRuns', document.uri);
    },
    exploreData: async () => {
      await runCommand('exploreData', await tableUri(), { experiment: document.uri });
    },
    copyPreparation: async () => {
      await document.save();
      await runCommand('copyPreparation', document.uri);
    },
    openTable: async ({ line }) => {
      const path = await pathOnThisMachine(services, await namedTable());
      await takeRemedy({ kind: 'openFile', file: path, line });
    },
    chooseDataset: async () => {
      const chosen = await openFile(vscode.l10n.t('Train on which table?'), {
        [vscode.l10n.t('Tables')]: [...dialogExtensions],
      });
      await (await trust()).choose(file, chosen.fsPath);
      const dataset = relative(dirname(file), chosen.fsPath).replaceAll(sep, '/');
      const refused = await edit(['dataset'], dataset);
      // The same name as before changes no text, but it may be read now.
      look();
      return refused;
    },
    confirmDataset: async () => {
      const { dataset } = parseExperiment(document.getText(), file);
      if (isInS3(dataset)) await (await trust()).choose(file, dataset);
      look();
    },
    editAsText: async () => {
      await vscode.commands.executeCommand('vscode.openWith', document.uri, 'default');
    },
    switchConnection: async () => {
      await runCommand('switchConnection');
    },
    takeFix: async ({ check, fix }) => {
      const found = checks.fixOf(check, fix);
      if (found === undefined) return null;
      if (isStep(found)) {
        await takeStep(found);
        return null;
      }
      if (found.kind === 'chooseOwnBucket') return chooseBucket();
      const { path, value } = editOf(found);
      return edit(path, value);
    },
    chooseBucket,
    readAgain: async () => look(),
  };
}

/** The experiment in the text; undefined while the text has an error, which the page shows. */
function parsedIn(document: vscode.TextDocument): Experiment | undefined {
  try {
    return parseExperiment(document.getText(), document.fileName);
  } catch {
    return undefined;
  }
}

const noColumns: ColumnList = { from: 0, rows: [], matchingCount: 0, usedCount: 0 };
const keyOf = (path: KeyPath) => JSON.stringify(path);

/** The experiment as far as a look at one feature needs it, and the feature; undefined where there is none. */
function previewOf(
  { features, facts }: KnownColumns,
  experiment: Experiment,
  column: string,
  index: number | undefined,
): { readonly experiment: Experiment; readonly feature: Feature } | undefined {
  const wanted = facts.find(({ name }) => name === column)?.wanted;
  const feature = index === undefined ? wanted : features[index];
  const known = new Set(facts.map(({ name }) => name));
  // The others decide about rows alone.
  const dropping = features.filter(
    (one) => one !== feature && one.missing === 'drop' && columnsOf(one).every((name) => known.has(name)),
  );
  return feature === undefined
    ? undefined
    : { experiment: { ...experiment, features: [...dropping, feature] }, feature };
}
