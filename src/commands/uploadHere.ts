import { basename } from 'node:path';
import * as vscode from 'vscode';
import { s3Uri } from '../aws/s3/s3Uri.ts';
import { Cancelled } from '../platform/cancellation.ts';
import { withProgressIfSlow } from '../platform/progress.ts';
import { pick, tell } from '../platform/prompts.ts';
import type { Given } from './arguments.ts';
import { givenSession } from './givenSession.ts';
import { folderAt, requireS3Uri, targetOf } from './s3Targets.ts';
import type { Services } from './services.ts';
import { askConflicts, tellFailed, transferringFiles } from './transfers.ts';

/** Uploads files and folders to a bucket or prefix; keys that exist are asked about once for all. */
export async function uploadHere(
  services: Services,
  given: Given<'uploadHere'>,
): Promise<{ uploaded: number; skipped: number }> {
  const title = vscode.l10n.t('Upload Here');
  const { bucket, key: prefix } = folderAt(targetOf(await requireS3Uri(given?.s3Uri, title)));
  const to = s3Uri({ bucket, key: prefix });
  const files = given?.files ?? (await chooseFiles(title));
  const session = await givenSession(services, given);
  const paths = files.map(({ fsPath }) => fsPath);
  const plan = await withProgressIfSlow(vscode.l10n.t('Looking for what is in {0}', to), (signal) =>
    session.aws.planUpload({ bucket, prefix, paths }, signal),
  );
  const conflicts =
    given?.conflicts ??
    (plan.conflicts.length === 0 ? 'skip' : await askConflicts(plan.conflicts.length, plan.files.length, to));
  const [first = ''] = paths;
  const what =
    paths.length === 1 ? basename(first) : vscode.l10n.t('{0} files and folders', String(paths.length));
  const { uploaded, skipped, failed } = await transferringFiles(
    services,
    session,
    vscode.l10n.t('Uploading {0}', what),
    (options) => session.aws.startUpload(plan, { ...options, conflicts }),
  );
  tellFailed(services, failed);
  const left = skipped + plan.skipped.length;
  if (failed.length === 0) tell(uploadedText(to, uploaded, left));
  return { uploaded, skipped: left };
}

function uploadedText(to: string, uploaded: number, skipped: number): string {
  const done =
    uploaded === 1
      ? vscode.l10n.t('One file was uploaded to {0}.', to)
      : vscode.l10n.t('{0} files were uploaded to {1}.', uploaded, to);
  if (skipped === 0) return done;
  const left =
    skipped === 1 ? vscode.l10n.t('One was skipped.') : vscode.l10n.t('{0} were skipped.', skipped);
  return `${done} ${left}`;
}

async function chooseFiles(title: string): Promise<readonly vscode.Uri[]> {
  const open = (options: vscode.OpenDialogOptions) => async () =>
    vscode.window.showOpenDialog({
      title,
      canSelectMany: true,
      openLabel: vscode.l10n.t('Upload'),
      ...options,
    });
  // Most systems have no dialog for both.
  const choose = await pick(
    [
      { label: `$(files) ${vscode.l10n.t('Files…')}`, value: open({ canSelectFiles: true }) },
      {
        label: `$(folder) ${vscode.l10n.t('Folders…')}`,
        value: open({ canSelectFiles: false, canSelectFolders: true }),
      },
    ],
    { title, placeHolder: vscode.l10n.t('What to upload') },
  );
  const chosen = await choose();
  if (chosen === undefined || chosen.length === 0) throw new Cancelled();
  return chosen;
}
