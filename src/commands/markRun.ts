import * as vscode from 'vscode';
import { ask, tell } from '../platform/prompts.ts';
import type { RunRow } from '../data/shapes/runRow.ts';
import type { RunMarks } from '../runs/history/history.ts';
import type { Given } from './arguments.ts';
import { chooseRunAnywhere } from './chooseRun.ts';
import type { Services } from './services.ts';

async function mark(
  { history, changed }: Services,
  { connectionId, trainingJobName }: RunRow,
  change: RunMarks,
): Promise<RunRow> {
  const marked = await history.mark(connectionId, trainingJobName, change);
  changed();
  return marked;
}

/** Makes a run the one that the others of its experiment are compared with. */
export async function pinRun(services: Services, given: Given<'pinRun'> = {}): Promise<void> {
  const placeHolder = vscode.l10n.t('Pin which run? The other runs of its experiment are compared with it.');
  const run = await chooseRunAnywhere(services, given, { placeHolder, offers: ({ isPinned }) => !isPinned });
  const { title } = await mark(services, run, { isPinned: true });
  tell(vscode.l10n.t('{0} is pinned: the tree compares the other runs of its experiment with it.', title));
}

export async function unpinRun(services: Services, given: Given<'unpinRun'> = {}): Promise<void> {
  const run = await chooseRunAnywhere(services, given, {
    placeHolder: vscode.l10n.t('Unpin which run?'),
    offers: ({ isPinned }) => isPinned,
    whenEmpty: {
      message: vscode.l10n.t('No run is pinned.'),
      act: vscode.l10n.t('Pin a Run…'),
      command: 'pinRun',
    },
  });
  await mark(services, run, { isPinned: false });
}

/** Gives a run a title of its own; an empty one is that of the experiment again. */
export async function renameRun(services: Services, given: Given<'renameRun'> = {}): Promise<void> {
  const run = await chooseRunAnywhere(services, given, { placeHolder: vscode.l10n.t('Rename which run?') });
  const title =
    given.title ??
    (await ask({
      title: vscode.l10n.t('Rename {0}', run.title),
      prompt: vscode.l10n.t('Title of the run; leave it empty to use the name of the experiment'),
      value: run.title,
    }));
  await mark(services, run, { title });
}

export async function noteRun(services: Services, given: Given<'noteRun'> = {}): Promise<void> {
  const placeHolder = vscode.l10n.t('Add a note to which run?');
  const run = await chooseRunAnywhere(services, given, { placeHolder });
  const note =
    given.note ??
    (await ask({
      title: vscode.l10n.t('Note on {0}', run.title),
      prompt: vscode.l10n.t('What to remember about this run; leave it empty to remove the note'),
      value: run.note ?? '',
    }));
  await mark(services, run, { note });
}

export async function tagRun(services: Services, given: Given<'tagRun'> = {}): Promise<void> {
  const run = await chooseRunAnywhere(services, given, { placeHolder: vscode.l10n.t('Tag which run?') });
  const tags = given.tags ?? (await askTags(run));
  await mark(services, run, { tags });
}

async function askTags({ title, tags }: RunRow): Promise<readonly string[]> {
  const answer = await ask({
    title: vscode.l10n.t('Tags of {0}', title),
    prompt: vscode.l10n.t('Tags, separated by commas; leave it empty to remove them'),
    value: tags.join(', '),
    placeHolder: vscode.l10n.t('baseline, without outliers'),
  });
  return answer.split(',');
}
