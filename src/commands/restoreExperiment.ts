import { basename, dirname, join, relative } from 'node:path';
import * as vscode from 'vscode';
import { experimentDifference } from '../data/comparison/experimentDifference.ts';
import type { ExperimentEdit } from '../data/comparison/experimentDifference.ts';
import { datasetPathOf, isInS3 } from '../data/experiment/datasetPath.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { createFiles } from '../files/writeFiles.ts';
import { exists } from '../files/exists.ts';
import { Failure } from '../learner/errors.ts';
import { confirm, openFolder, tell } from '../platform/prompts.ts';
import { runFailure } from '../runs/errors.ts';
import type { RunRecord } from '../runs/runRecords.ts';
import { experimentText } from '../runs/writeExperiment.ts';
import { replaceText } from '../webview/host/replaceText.ts';
import type { Given } from './arguments.ts';
import { chooseRunAnywhere } from './chooseRun.ts';
import type { Services } from './services.ts';

/**
 * Makes the experiment of a run the one in its file: as an edit that can be undone, and confirmed where the file says something else. A
 * file that is gone is written again beside its table.
 */
export async function restoreExperiment(
  services: Services,
  given: Given<'restoreExperiment'> = {},
): Promise<{ readonly experiment: vscode.Uri }> {
  const placeHolder = vscode.l10n.t('Restore the experiment of which run?');
  const { connectionId, trainingJobName, title } = await chooseRunAnywhere(services, given, { placeHolder });
  const record = await services.records.find(connectionId, trainingJobName);
  if (record === undefined)
    throw runFailure('run-gone', { trainingJobName }, `${trainingJobName} is not on this machine`);
  // The record of another machine's run names no file of the user.
  const isOurs = dirname(record.experimentPath) !== services.records.folderOf(connectionId, trainingJobName);
  const path =
    isOurs && (await exists(record.experimentPath))
      ? await replaceExperiment(services, record, given.confirmed === true)
      : await writeAnew(record, isOurs);
  const experiment = vscode.Uri.file(path);
  await vscode.commands.executeCommand('vscode.open', experiment, { preview: false });
  tell(vscode.l10n.t('{0} is now the experiment that {1} was trained with.', basename(path), title));
  return { experiment };
}

async function replaceExperiment(
  { engine }: Services,
  { experimentPath, experiment, title }: RunRecord,
  confirmed: boolean,
): Promise<string> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(experimentPath));
  if (document.isDirty) await document.save();
  const now = await readableExperiment(engine, experimentPath);
  const edits = now === undefined ? undefined : experimentDifference(now, experiment);
  if (edits?.length === 0) return experimentPath;
  if (!confirmed)
    await confirm(
      vscode.l10n.t('Replace {0} with the experiment of {1}?', basename(experimentPath), title),
      edits === undefined
        ? vscode.l10n.t('The file cannot be read as an experiment. Undo brings it back.')
        : [...edits.slice(0, mostEdits).map(editText), moreText(edits.length), '', undoText()].join('\n'),
      vscode.l10n.t('Replace'),
    );
  await replaceText(document, experimentText(experiment));
  await document.save();
  return experimentPath;
}

const mostEdits = 12;
const undoText = () => vscode.l10n.t('Undo in its editor brings the file back.');
const moreText = (count: number) =>
  count > mostEdits ? vscode.l10n.t('and {0} more', count - mostEdits) : '';

/** Undefined where the file is no experiment. */
async function readableExperiment(engine: Services['engine'], path: string): Promise<Experiment | undefined> {
  try {
    return await engine.readExperiment({ path });
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** 'hyperparameters.wd: 0.01 → 0.1' */
function editText(edit: ExperimentEdit): string {
  const path = edit.path.join('.');
  switch (edit.kind) {
    case 'value':
      return `${path}: ${valueText(edit.before)} → ${valueText(edit.after)}`;
    case 'order':
      return vscode.l10n.t('{0}: in another order', path);
    case 'feature':
    case 'rule':
      return `${path}: ${valueText(edit.before)} → ${valueText(edit.after)}`;
  }
}

const mostCharacters = 60;

function valueText(value: unknown): string {
  if (value === undefined) return vscode.l10n.t('not set');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}

/** Beside its table; where that is gone, in the experiment's own folder, or one that the user chooses. Nothing is overwritten. */
async function writeAnew({ experimentPath, experiment }: RunRecord, isOurs: boolean): Promise<string> {
  const { dataset } = experiment;
  const tablePath = isOurs && !isInS3(dataset) ? datasetPathOf(experimentPath, dataset) : undefined;
  const known = [...(tablePath === undefined ? [] : [dirname(tablePath)]), dirname(experimentPath)];
  const folder =
    (isOurs ? await firstThatExists(known) : undefined) ??
    (await openFolder(vscode.l10n.t('Write {0} to which folder?', basename(experimentPath)))).fsPath;
  const named = tablePath === undefined ? dataset : relative(folder, tablePath).replaceAll('\\', '/');
  const name = basename(experimentPath, '.linear.json');
  const [written = ''] = await createFiles([
    {
      pathOf: (ending) => join(folder, `${name}${ending}.linear.json`),
      data: experimentText({ ...experiment, dataset: named }),
    },
  ]);
  return written;
}

async function firstThatExists(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await exists(path)) return path;
  return undefined;
}
