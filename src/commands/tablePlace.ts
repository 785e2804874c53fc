import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { s3UriOf } from '../contributions/s3Uris.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { openFolder } from '../platform/prompts.ts';
import { writeExperiment } from '../runs/writeExperiment.ts';
import { fetchWithProgress } from './objects.ts';
import type { Services } from './services.ts';

/** A table, and where its experiments are. */
export interface TablePlace {
  /** Local path of its bytes. */
  readonly path: string;
  /** How an experiment in `folder` refers to a table in S3; experiments of a local table are next to it. */
  readonly namedFrom?: { readonly folder: string; readonly dataset: string };
}

/** The table at a URI. Experiments for a table in S3 go to the first workspace folder, or to one that the user picks. */
export async function placeOf(services: Services, uri: vscode.Uri): Promise<TablePlace> {
  const s3Uri = s3UriOf(uri);
  if (s3Uri === undefined) return { path: uri.fsPath };
  const path = await fetchWithProgress(services, await services.openSession(), s3Uri);
  const folder =
    vscode.workspace.workspaceFolders?.[0]?.uri ??
    (await openFolder(vscode.l10n.t('Save the experiment where?')));
  return { path, namedFrom: { folder: folder.fsPath, dataset: s3Uri } };
}

/** Writes an experiment for the table and trusts it to read the table. Returns its path. */
export async function write(
  { trust }: Pick<Services, 'trust'>,
  { path, namedFrom }: TablePlace,
  experiment: Experiment,
): Promise<string> {
  if (namedFrom === undefined) return writeExperiment(path, experiment);
  const { folder, dataset } = namedFrom;
  const written = await writeExperiment(join(folder, basename(path)), { ...experiment, dataset });
  await (await trust()).choose(written, dataset);
  return written;
}
