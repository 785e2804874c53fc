import { randomUUID } from 'node:crypto';
import { access, copyFile, link, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { realFileSystem } from '../../files/writeFiles.ts';
import type { SageMakerContext } from './context.ts';
import { parseS3Uri } from './names.ts';
import type { Endpoint } from './resources.ts';

/**
 * Files of the endpoints' own, so that replacing or deleting an object changes nothing of what is served, not even after a restart.
 * A name begins with the id of the store whose endpoints it is about.
 */
export interface ServedArtifacts {
  readonly folder: string;
  readonly storeId: string;
}

/** The file that an endpoint serves; undefined when it serves none. */
export const servedPathOf = (
  { served }: Pick<SageMakerContext, 'served'>,
  { status, artifact }: Endpoint,
): string | undefined =>
  artifact !== undefined && (status === 'InService' || status === 'Updating')
    ? join(served.folder, artifact)
    : undefined;

/** Keeps the model data for an endpoint; returns the file's name once it is durable. */
export async function keepArtifact(context: SageMakerContext, modelDataUrl: string): Promise<string> {
  const { objects, blobs, served } = context;
  const { bucket, key } = parseS3Uri(modelDataUrl, 'modelDataUrl');
  const object = objects.get(bucket, key);
  if (object === undefined) throw new Error(`no model data at ${modelDataUrl}`);
  const from = await blobs.checkedPath(object.blob, object.size);
  const name = `${served.storeId}-${randomUUID()}`;
  const to = join(served.folder, name);
  await mkdir(served.folder, { recursive: true, mode: 0o700 });
  await link(from, to).catch(() => copied(from, to));
  await realFileSystem.syncFolder(served.folder);
  return name;
}

async function copied(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const file = await open(to, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

export const removeArtifact = ({ served }: SageMakerContext, name: string): Promise<void> =>
  rm(join(served.folder, name), { force: true });

export const hasArtifact = ({ served }: SageMakerContext, name: string): Promise<boolean> =>
  access(join(served.folder, name)).then(
    () => true,
    () => false,
  );

/** Removes the files that no endpoint names: of updates that a crash cut off. */
export async function tidyArtifacts(
  context: SageMakerContext,
  endpoints: readonly Endpoint[],
): Promise<void> {
  const named = new Set(endpoints.map(({ artifact }) => artifact));
  const names = await readdir(context.served.folder).catch(() => []);
  for (const name of names)
    if (name.startsWith(`${context.served.storeId}-`) && !named.has(name))
      await removeArtifact(context, name);
}
