import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isTableFile } from '../data/shapes/tableFiles.ts';
import { withProgressIfSlow } from '../platform/progress.ts';
import { openFolder, tell } from '../platform/prompts.ts';
import type { Given } from './arguments.ts';
import { exploreData } from './exploreData.ts';
import { givenSession } from './givenSession.ts';
import { requireTargets, targetsText } from './s3Targets.ts';
import type { Services } from './services.ts';
import { inTurn, tellFailed, transferringFiles } from './transfers.ts';

/** Saves objects, or all below prefixes in new folders; nothing is overwritten. */
export async function download(
  services: Services,
  given: Given<'download'>,
  several?: readonly string[],
): Promise<{ readonly file: vscode.Uri }> {
  const targets = await requireTargets(given?.s3Uri, several, {
    title: vscode.l10n.t('Download'),
    takesBuckets: true,
  });
  const [target] = targets;
  const what = targetsText(targets);
  const name = targets.length === 1 ? basename(what) : what;
  const into = given?.folder ?? (await openFolder(vscode.l10n.t('Save {0} where?', name)));
  const session = await givenSession(services, given);
  const plans = await withProgressIfSlow(vscode.l10n.t('Looking for what is in {0}', what), (signal) =>
    inOrder(targets, (one) => session.aws.planDownload(one, signal)),
  );
  const outcomes = await transferringFiles(
    services,
    session,
    vscode.l10n.t('Downloading {0}', name),
    (options) =>
      inTurn(plans, options.onProgress, (plan, onProgress) =>
        session.aws.startDownload(plan, { ...options, onProgress, folder: into.fsPath }),
      ),
  );
  const path = targets.length === 1 ? (outcomes[0]?.path ?? into.fsPath) : into.fsPath;
  const failed = outcomes.flatMap((one) => one.failed);
  const file = vscode.Uri.file(path);
  tellFailed(services, failed);
  if (failed.length > 0) return { file };
  const isFolder = targets.length > 1 || target.kind === 'prefix';
  const isTable = isFolder
    ? targets.length === 1 && plans.some(({ files }) => files.some(({ key }) => isTableFile(key)))
    : isTableFile(path);
  const explore = { label: vscode.l10n.t('Explore Data'), run: () => exploreData(services, file) };
  const reveal = {
    label: vscode.l10n.t('Open'),
    run: () => vscode.commands.executeCommand(isFolder ? 'revealFileInOS' : 'vscode.open', file),
  };
  const renamedCount = plans.reduce((sum, { renamed }) => sum + renamed.length, 0);
  const renamed =
    renamedCount === 0
      ? ''
      : ` ${vscode.l10n.t('{0} files have other names than their keys, which no file can have here.', renamedCount)}`;
  const saved =
    targets.length === 1
      ? vscode.l10n.t('Saved as {0}.', path)
      : vscode.l10n.t('Saved {0} in {1}.', what, path);
  tell(saved + renamed, isTable ? explore : reveal);
  return { file };
}

async function inOrder<One, Result>(all: readonly One[], run: (one: One) => Promise<Result>) {
  const results: Result[] = [];
  for (const one of all) results.push(await run(one));
  return results;
}
