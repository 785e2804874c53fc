import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import * as vscode from 'vscode';
import { joinKey, s3Uri } from '../aws/s3/s3Uri.ts';
import type { ParsedArguments } from '../contributions/commands.ts';
import { withProgress } from '../platform/progress.ts';
import { ask, openFile, openFolder, pick, tell } from '../platform/prompts.ts';
import { agreeToOwner } from './bucketOwner.ts';
import { askBucket } from './buckets.ts';
import type { Services } from './services.ts';

type Place = NonNullable<ParsedArguments<'upload'>[1]>;

/** Uploads a file, or every file of a folder, making the bucket when it is missing; asks for what is not given. */
export async function upload(
  { openSession, changed }: Services,
  given?: vscode.Uri,
  place?: Place,
): Promise<{ s3Uri: string }> {
  const uri = given ?? (await chooseWhat());
  const session = await openSession();
  const { bucket, prefix } = place ?? (await askPlace(await session.suggestedBucket()));
  await agreeToOwner(session, bucket);
  const name = basename(uri.fsPath);
  const files = (await filesIn(uri.fsPath)).map((path) => ({
    path,
    bucket,
    key: joinKey(prefix, join(name, relative(uri.fsPath, path)).replaceAll('\\', '/')),
  }));
  await withProgress(vscode.l10n.t('Uploading {0}', name), async (signal, report) => {
    await session.ensureBucket(bucket, signal);
    const onProgress = ({ sentBytes, totalBytes }: { sentBytes: number; totalBytes: number }) =>
      report({ message: '', fraction: totalBytes === 0 ? 1 : sentBytes / totalBytes });
    await session.aws.uploadFiles(files, { signal, onProgress });
  });
  changed();
  const uploaded = s3Uri({ bucket, key: joinKey(prefix, name) });
  tell(uploadedText(files.length, uploaded), {
    label: vscode.l10n.t('Copy S3 URI'),
    run: () => vscode.env.clipboard.writeText(uploaded),
  });
  return { s3Uri: uploaded };
}

function uploadedText(fileCount: number, s3Uri: string): string {
  if (fileCount === 1) return vscode.l10n.t('Uploaded to {0}.', s3Uri);
  return fileCount === 0
    ? vscode.l10n.t('The folder has no files: nothing was uploaded.')
    : vscode.l10n.t('{0} files were uploaded to {1}.', fileCount, s3Uri);
}

async function chooseWhat(): Promise<vscode.Uri> {
  const title = vscode.l10n.t('Upload to S3');
  const choose = await pick(
    [
      {
        label: `$(file) ${vscode.l10n.t('A file…')}`,
        value: () => openFile(title, { [vscode.l10n.t('All files')]: ['*'] }),
      },
      { label: `$(folder) ${vscode.l10n.t('A folder…')}`, value: () => openFolder(title) },
    ],
    { title, placeHolder: vscode.l10n.t('What to upload') },
  );
  return choose();
}

/** The file itself, or all files under the folder. */
async function filesIn(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function askPlace(suggested: string | undefined): Promise<Place> {
  const title = vscode.l10n.t('Upload to S3');
  const prompt = vscode.l10n.t('Bucket; created if it does not exist');
  const bucket = await askBucket({ title, prompt }, suggested);
  const prefix = await ask({ title, prompt: vscode.l10n.t('Prefix'), value: 'linear-learner' });
  return { bucket, prefix };
}
