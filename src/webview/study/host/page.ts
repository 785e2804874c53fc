import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { StudyPlan } from '../../../data/shapes/study.ts';
import { mainMetricOf } from '../../../learner/metrics/metricNames.ts';
import { inBackground } from '../../../platform/background.ts';
import { confirm } from '../../../platform/prompts.ts';
import { saveIfOpen } from '../../../platform/saveIfOpen.ts';
import type { RequestHandlers } from '../../contract/messages.ts';
import { sharedHandlers } from '../../host/connectPage.ts';
import { replaceText } from '../../host/replaceText.ts';
import { openStatePage } from '../../host/statePage.ts';
import { watchTable } from '../../host/watchTable.ts';
import { studyRequests } from '../contract.ts';
import type { StudyContract } from '../contract.ts';
import { mostRanked } from '../kinds.ts';
import type { StudyKind } from '../kinds.ts';
import { openBoard } from './board.ts';
import type { Board, BoardServices } from './board.ts';
import { withTrial } from './useTrial.ts';
import { rankedTrials } from './variationsResult.ts';

export type StudyPanelServices = BoardServices;

interface StudyIdentity {
  /** URI of the experiment. */
  readonly experiment: string;
  readonly kind: StudyKind;
}

export interface StudyPanel {
  /** Shows a kind, with a form that starts with this plan. */
  show(kind: StudyKind, proposed: StudyPlan | undefined): void;
}

/** Fills a panel, new or restored, with the studies of an experiment. A study runs no longer than its page is open. */
export function showStudyPage(
  services: StudyPanelServices,
  panel: vscode.WebviewPanel,
  identity: StudyIdentity,
): StudyPanel {
  const { log } = services;
  const uri = vscode.Uri.parse(identity.experiment);
  const board = openBoard(services, {
    experimentPath: uri.fsPath,
    kind: identity.kind,
    show: (state) => page.show(state),
    signal: () => page.signal,
    watch: (tablePath, onChanged) => watchTable(vscode.Uri.file(tablePath), onChanged),
  });
  const showKind = async (kind: StudyKind, proposed?: StudyPlan) => {
    page.identify({ ...identity, kind });
    await board.showKind(kind, proposed);
  };
  const fileName = basename(uri.fsPath);
  const page = openStatePage<StudyContract>(services, panel, {
    page: 'study',
    heading: fileName,
    identity: { ...identity },
    first: { kind: 'loading', fileName },
    schemas: studyRequests,
    handlers: () => ({ ...handlersOf(services, uri, board), show: ({ kind }) => showKind(kind) }),
  });
  page.own(
    watchTable(uri, () => inBackground(log, board.readAgain)),
    board,
  );
  inBackground(log, board.readAgain);
  return { show: (kind, proposed) => inBackground(log, () => showKind(kind, proposed)) };
}

function handlersOf(
  { studies }: StudyPanelServices,
  uri: vscode.Uri,
  board: Board,
): Omit<RequestHandlers<StudyContract>, 'show'> {
  const experimentPath = uri.fsPath;
  return {
    ...sharedHandlers,
    open: ({ studyId }) => board.look(studyId),
    start: async ({ plan }, { signal }) => {
      await saveIfOpen(experimentPath);
      const { experiment, datasetPath } = await board.freshFacts(signal);
      const record = await (await studies()).plan({ experimentPath, experiment, datasetPath, plan }, signal);
      await board.begin({ record, trials: [] });
    },
    resume: async ({ studyId }) => board.begin(await board.requireStudy(studyId)),
    stop: async () => board.stop(),
    remove: async ({ studyId }) => {
      await confirm(
        vscode.l10n.t('Delete this result?'),
        vscode.l10n.t('Its trainings would have to be repeated. Experiment and runs stay.'),
        vscode.l10n.t('Delete'),
      );
      await (await studies()).remove(studyId);
      await board.look();
    },
    ranked: async ({ studyId, from }) => {
      const { record, trials } = await board.requireStudy(studyId);
      const metric = mainMetricOf(record.experiment.predictorType);
      return rankedTrials(trials, metric).slice(from, from + mostRanked);
    },
    use: async ({ studyId, index }) => {
      const { record, trials } = await board.requireStudy(studyId);
      const edits = trials.find((trial) => trial.index === index)?.edits ?? [];
      const document = await vscode.workspace.openTextDocument(uri);
      const used = withTrial(document.getText(), experimentPath, edits, record.features);
      if (used.changes.length > 0) await replaceText(document, used.text);
      return used.changes;
    },
    openExperiment: async () => {
      await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
    },
    readAgain: board.readAgain,
  };
}
