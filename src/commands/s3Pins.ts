import * as vscode from 'vscode';
import { s3Uri } from '../aws/s3/s3Uri.ts';
import { ask } from '../platform/prompts.ts';
import type { Given } from './arguments.ts';
import { folderAt, requireS3Uri, targetOf } from './s3Targets.ts';
import type { Services } from './services.ts';

type TreeServices = Pick<Services, 's3Tree' | 'changed'>;

/** Keeps a bucket, a prefix or an object at the top of the tree, where it needs no right to list buckets. */
export async function pinS3Uri({ s3Tree, changed }: TreeServices, given: Given<'pinS3Uri'>): Promise<void> {
  const target = targetOf(await requireS3Uri(given?.s3Uri, vscode.l10n.t('Pin S3 URI')));
  await (await s3Tree()).pin(s3Uri(target));
  changed();
}

export async function unpinS3Uri(
  { s3Tree, changed }: TreeServices,
  given: Given<'unpinS3Uri'>,
): Promise<void> {
  const target = targetOf(await requireS3Uri(given?.s3Uri, vscode.l10n.t('Unpin S3 URI')));
  await (await s3Tree()).unpin(s3Uri(target));
  changed();
}

/** Shows the keys below a bucket or prefix that begin with a text: S3 searches, so that millions of keys are no matter. */
export async function searchS3({ s3Tree, changed }: TreeServices, given: Given<'searchS3'>): Promise<void> {
  const title = vscode.l10n.t('Search S3');
  const within = s3Uri(folderAt(targetOf(await requireS3Uri(given?.s3Uri, title))));
  const tree = await s3Tree();
  const text =
    given?.prefix ??
    (await ask({
      title,
      prompt: vscode.l10n.t('Beginning of the keys in {0}; nothing ends the search', within),
      value: tree.searchOf(within) ?? '',
    }));
  tree.search(within, text);
  changed();
}
