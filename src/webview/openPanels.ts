import { basename } from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { viewTypes } from '../contributions/ids.ts';
import type { RunReference } from '../data/comparison/comparison.ts';
import type { StudyPlan } from '../data/shapes/study.ts';
import { pageStateSchema } from './contract/messages.ts';
import { parseRuns, showComparePage } from './compare/host/page.ts';
import type { ComparePanelServices } from './compare/host/page.ts';
import { showDataPage } from './data/host/page.ts';
import type { DataPanelServices } from './data/host/page.ts';
import { pageOptions } from './host/pageHtml.ts';
import { showPredictPage } from './predict/host/page.ts';
import type { PredictPanelServices } from './predict/host/page.ts';
import { showRunPage } from './run/host/page.ts';
import type { RunPanelServices } from './run/host/page.ts';
import { showRunsPage } from './runs/host/page.ts';
import type { RunsPanelServices } from './runs/host/page.ts';
import { showSpendPage } from './spend/host/page.ts';
import type { SpendPanelServices } from './spend/host/page.ts';
import { studyKinds } from './study/kinds.ts';
import type { StudyKind } from './study/kinds.ts';
import { showStudyPage } from './study/host/page.ts';
import type { StudyPanel, StudyPanelServices } from './study/host/page.ts';

/** Panels that are open, by what they show: one thing has one panel. */
export type OpenPanels = Map<string, vscode.WebviewPanel>;

type PanelServices = DataPanelServices &
  RunPanelServices &
  RunsPanelServices &
  ComparePanelServices &
  PredictPanelServices &
  SpendPanelServices &
  StudyPanelServices & { readonly openPanels: OpenPanels };

/** Validates the restored state: the table of a Data page is a file or in S3. */
const tableUri = z.string().check(z.regex(/^(file|s3):\/\//));

const experimentUri = z.string().check(z.startsWith('file://'), z.endsWith('.linear.json'));

const subjects = z.discriminatedUnion('viewType', [
  z.object({
    viewType: z.literal(viewTypes.data),
    identity: z.object({
      uri: tableUri,
      /** Of a table in S3. */
      connectionId: z.optional(z.string()),
      /** The experiment that the page edits; else its own edits. */
      experiment: z.optional(experimentUri),
      edits: z.optional(z.string()),
      target: z.optional(z.string()),
    }),
  }),
  z.object({
    viewType: z.literal(viewTypes.run),
    identity: z.object({ connectionId: z.string(), trainingJobName: z.string() }),
  }),
  z.object({
    viewType: z.literal(viewTypes.runs),
    /** Of an experiment or a folder; absent for all runs. */
    identity: z.object({ uri: z.optional(z.string().check(z.startsWith('file://'))) }),
  }),
  z.object({
    viewType: z.literal(viewTypes.compare),
    /** A list of connection and job, as JSON. */
    identity: z.object({ runs: z.string().check(z.refine((runs) => parseRuns(runs) !== undefined)) }),
  }),
  z.object({
    viewType: z.literal(viewTypes.predict),
    identity: z.object({
      connectionId: z.string(),
      endpointName: z.string(),
      /** The training job of its model, once it is known: it outlives the endpoint. */
      servedJob: z.optional(z.string()),
    }),
  }),
  z.object({
    viewType: z.literal(viewTypes.study),
    identity: z.object({ experiment: experimentUri, kind: z.enum(studyKinds) }),
  }),
  z.object({ viewType: z.literal(viewTypes.spend), identity: z.object({}) }),
]);

/** What a panel shows, and on which connection; kept over a reload of the window. */
type Subject = z.infer<typeof subjects>;

/** Opens the Data page of a table with the read options of `experiment`; a table in S3, on the connection with this ID. */
export function openDataPanel(
  services: PanelServices,
  uri: vscode.Uri,
  {
    experiment,
    connectionId,
  }: { readonly experiment?: vscode.Uri | undefined; readonly connectionId?: string },
): void {
  const title = vscode.l10n.t('Data: {0}', basename(uri.path));
  const identity = { uri: uri.toString(), experiment: experiment?.toString(), connectionId };
  openPanel(services, { viewType: viewTypes.data, identity }, title);
}

/** Opens the Run page of a training job. */
export function openRunPanel(
  services: PanelServices,
  connectionId: string,
  trainingJobName: string,
  title: string,
): void {
  const identity = { connectionId, trainingJobName };
  const tabNamed = (name: string) => vscode.l10n.t('Run: {0}', name);
  // Runs of one experiment have one title: a second tab says which job it is.
  const job = trainingJobName.replace(/^linear-learner-/, '');
  const isTaken = [...services.openPanels.values()].some((panel) => panel.title === tabNamed(title));
  openPanel(
    services,
    { viewType: viewTypes.run, identity },
    tabNamed(isTaken ? vscode.l10n.t('{0}, {1}', title, job) : title),
  );
}

/** Opens the Runs page of an experiment or of a folder; without either, the one of all runs. */
export function openRunsPanel(services: PanelServices, uri: vscode.Uri | undefined): void {
  const title =
    uri === undefined
      ? vscode.l10n.t('All Runs')
      : vscode.l10n.t('Runs: {0}', basename(uri.path, '.linear.json'));
  openPanel(services, { viewType: viewTypes.runs, identity: { uri: uri?.toString() } }, title);
}

/** Opens the Spending page. */
export function openSpendPanel(services: PanelServices): void {
  openPanel(services, { viewType: viewTypes.spend, identity: {} }, vscode.l10n.t('Spending'));
}

/** Opens the Compare page of two to ten runs. */
export function openComparePanel(
  services: PanelServices,
  runs: readonly RunReference[],
  title: string,
): void {
  const identity = {
    runs: JSON.stringify(
      runs.map(({ connectionId, trainingJobName }) => ({ connectionId, trainingJobName })),
    ),
  };
  openPanel(services, { viewType: viewTypes.compare, identity }, vscode.l10n.t('Compare: {0}', title));
}

/** Opens the Predict page of an endpoint. */
export function openPredictPanel(services: PanelServices, connectionId: string, endpointName: string): void {
  const identity = { connectionId, endpointName };
  const title = vscode.l10n.t('Predict: {0}', endpointName);
  openPanel(services, { viewType: viewTypes.predict, identity }, title);
}

/** What the Study pages that are open can be told. */
const studyPanels = new WeakMap<vscode.WebviewPanel, StudyPanel>();

/** Opens the Study page of an experiment at a kind of study, with a form that starts with `proposed`. */
export function openStudyPanel(
  services: PanelServices,
  experiment: vscode.Uri,
  kind: StudyKind,
  proposed?: StudyPlan,
): void {
  const title = vscode.l10n.t('Study: {0}', basename(experiment.path, '.linear.json'));
  const subject = {
    viewType: viewTypes.study,
    identity: { experiment: experiment.toString(), kind },
  } as const;
  openPanel(services, subject, title);
  const panel = services.openPanels.get(keyOf(subject));
  if (panel !== undefined) studyPanels.get(panel)?.show(kind, proposed);
}

/** Whether the user sees the Run page of a training job at the moment. */
export function isRunInView(
  { openPanels }: Pick<PanelServices, 'openPanels'>,
  connectionId: string,
  trainingJobName: string,
): boolean {
  const key = keyOf({ viewType: viewTypes.run, identity: { connectionId, trainingJobName } });
  return openPanels.get(key)?.visible === true;
}

/** Shows the panel of the subject: the one that is open, or a new one. */
function openPanel(services: PanelServices, subject: Subject, title: string): void {
  const open = services.openPanels.get(keyOf(subject));
  if (open !== undefined) return open.reveal();
  const panel = vscode.window.createWebviewPanel(
    subject.viewType,
    title,
    vscode.ViewColumn.Active,
    pageOptions(services.extensionUri),
  );
  fill(services, panel, subject);
}

/** Fills a panel that a reload of the window left empty; one whose state names nothing to show is closed. */
export function restorePanel(services: PanelServices, panel: vscode.WebviewPanel, state: unknown): void {
  const identity = pageStateSchema.safeParse(state).data?.identity;
  const subject = subjects.safeParse({ viewType: panel.viewType, identity }).data;
  if (subject === undefined) panel.dispose();
  else fill(services, panel, subject);
}

function fill(services: PanelServices, panel: vscode.WebviewPanel, subject: Subject): void {
  const { openPanels } = services;
  const key = keyOf(subject);
  openPanels.set(key, panel);
  panel.onDidDispose(() => openPanels.get(key) === panel && openPanels.delete(key));
  switch (subject.viewType) {
    case viewTypes.data:
      return showDataPage(services, panel, subject.identity);
    case viewTypes.run:
      return showRunPage(services, panel, subject.identity);
    case viewTypes.runs:
      return showRunsPage(services, panel, subject.identity);
    case viewTypes.compare:
      return showComparePage(services, panel, subject.identity, parseRuns(subject.identity.runs) ?? []);
    case viewTypes.predict:
      return showPredictPage(services, panel, subject.identity);
    case viewTypes.spend:
      return showSpendPage(services, panel);
    case viewTypes.study:
      return void studyPanels.set(panel, showStudyPage(services, panel, subject.identity));
  }
}

/** Identifies a panel; facts that are only remembered of its subject are not part of it. */
function keyOf(subject: Subject): string {
  switch (subject.viewType) {
    case viewTypes.data: {
      const { uri, experiment, connectionId } = subject.identity;
      return JSON.stringify([subject.viewType, uri, experiment, connectionId]);
    }
    case viewTypes.run: {
      const { connectionId, trainingJobName } = subject.identity;
      return JSON.stringify([subject.viewType, connectionId, trainingJobName]);
    }
    case viewTypes.runs:
      return JSON.stringify([subject.viewType, subject.identity.uri]);
    case viewTypes.compare:
      return JSON.stringify([subject.viewType, subject.identity.runs]);
    case viewTypes.predict: {
      const { connectionId, endpointName } = subject.identity;
      return JSON.stringify([subject.viewType, connectionId, endpointName]);
    }
    case viewTypes.spend:
      return subject.viewType;
    case viewTypes.study:
      return JSON.stringify([subject.viewType, subject.identity.experiment]);
  }
}
