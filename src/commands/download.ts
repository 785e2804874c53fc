import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isTableFile } from '../data/shapes/tableFiles.ts';
import { withProgressIfSlow } from '../platform/progress.ts';
import { openFolder, tell } from '../platform/prompts.ts';
import type { Given } from './arguments.ts';
import { exploreData } from './exploreData.ts';
import { givenSession } from './givenSession.ts';
import { requireS3Uri, targetOf } from './s3Targets.ts';
import type { Services } from './services.ts';
import { recordsFolderOf, tellFailed, transferring } from './transfers.ts';

/** Saves an object, or all below a prefix in a new folder; nothing is overwritten. */
export async function download(
  services: Services,
  given: Given<'download'>,
): Promise<{ readonly file: vscode.Uri }> {
  const s3Uri = await requireS3Uri(given?.s3Uri, vscode.l10n.t('Download'));
  const target = targetOf(s3Uri);
  const name = basename(s3Uri);
  const into = given?.folder ?? (await openFolder(vscode.l10n.t('Save {0} where?', name)));
  const session = await givenSession(services, given);
  const plan = await withProgressIfSlow(vscode.l10n.t('Looking for what is in {0}', s3Uri), (signal) =>
    session.aws.planDownload(target, signal),
  );
  const { path, failed } = await transferring(services, vscode.l10n.t('Downloading {0}', name), (options) =>
    session.aws.startDownload(plan, {
      ...options,
      folder: into.fsPath,
      recordsFolder: recordsFolderOf(services, session),
    }),
  );
  const file = vscode.Uri.file(path);
  tellFailed(services, failed);
  if (failed.length > 0) return { file };
  const isTable =
    target.kind === 'prefix' ? plan.files.some(({ key }) => isTableFile(key)) : isTableFile(path);
  const explore = { label: vscode.l10n.t('Explore Data'), run: () => exploreData(services, file) };
  const reveal = {
    label: vscode.l10n.t('Open'),
    run: () =>
      vscode.commands.executeCommand(target.kind === 'prefix' ? 'revealFileInOS' : 'vscode.open', file),
  };
  const renamed =
    plan.renamed.length === 0
      ? ''
      : ` ${vscode.l10n.t('{0} files have other names than their keys, which no file can have here.', plan.renamed.length)}`;
  tell(vscode.l10n.t('Saved as {0}.', path) + renamed, isTable ? explore : reveal);
  return { file };
}
