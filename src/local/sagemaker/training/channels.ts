import { copyFile, link, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import * as z from 'zod/mini';
import { replaceFile } from '../../../files/writeFiles.ts';
import type { JobRequest } from '../../jobs/messages.ts';
import { DamagedBlob } from '../../s3/blobs.ts';
import type { StoredObject } from '../../s3/objects.ts';
import { fileBytes } from '../../store/fileBytes.ts';
import type { SageMakerContext } from '../context.ts';
import { channelContent } from './contentType.ts';
import { parseS3Uri } from '../names.ts';
import type { ChannelRequest, TrainingJob } from '../trainingJob.ts';

/** A problem with a job's data; the message follows `ClientError: ` in the failure reason. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
}

const channelNames = ['train', 'validation', 'test'] as const;
type ChannelName = (typeof channelNames)[number];

/**
 * Downloads every channel's objects into `folder`, in key order. Input mode, number of instances and distribution make no difference,
 * since one machine trains on all of the data. Throws ChannelError.
 */
export async function downloadChannels(
  context: SageMakerContext,
  { InputDataConfig, ResourceConfig }: TrainingJob['request'],
  folder: string,
  signal: AbortSignal,
): Promise<JobRequest['channels']> {
  checkNames(InputDataConfig);
  const volume = openVolume(ResourceConfig.VolumeSizeInGB ?? defaultVolumeGb);
  const found: Partial<Record<ChannelName, JobRequest['channels']['train']>> = {};
  for (const channel of InputDataConfig) {
    const name = channelNames.find((one) => one === channel.ChannelName);
    // Rows without labels can't be scored.
    if (name === 'test' && channelContent(channel.ContentType)?.hasLabels === false)
      await objectsOf(context, channel);
    else if (name !== undefined)
      found[name] = await downloadChannel(context, channel, { folder, volume }, signal);
  }
  const { train, validation, test } = found;
  if (train === undefined) throw invalidChannels("'train' is a required property");
  return { train, ...(validation ? { validation } : {}), ...(test ? { test } : {}) };
}

function checkNames(channels: readonly ChannelRequest[]): void {
  for (const { ChannelName } of channels) {
    if (!channelNames.some((known) => known === ChannelName))
      throw invalidChannels(`Additional properties are not allowed ('${ChannelName}' was unexpected)`);
  }
}

const invalidChannels = (cause: string) =>
  new ChannelError(
    `Unable to initialize the algorithm. Failed to validate input data configuration. (caused by ValidationError)\n\nCaused by: ${cause}`,
  );

async function downloadChannel(
  context: SageMakerContext,
  channel: ChannelRequest,
  { folder, volume }: { readonly folder: string; readonly volume: Volume },
  signal: AbortSignal,
): Promise<JobRequest['channels']['train']> {
  const { ChannelName, ContentType, CompressionType } = channel;
  const content = channelContent(ContentType);
  if (content === undefined)
    throw new ChannelError(`No iterator has been registered for ContentType ('${ContentType}', '1.0')`);
  if (!content.hasLabels)
    throw new ChannelError(
      `Channel ${ChannelName} has no labels (${ContentType}): Linear Learner needs them to train and to validate.`,
    );
  const files: { path: string; name: string }[] = [];
  for (const [index, { object, name }] of (await objectsOf(context, channel)).entries()) {
    signal.throwIfAborted();
    const path = join(folder, `${ChannelName}-${index}`);
    const blob = await pathOf(context.blobs, object);
    if (CompressionType === 'Gzip') await gunzip(blob, { path, volume }, object, signal);
    else {
      if (await isGzip(blob)) throw undeclaredGzip(object);
      volume.take(object.size);
      await link(blob, path).catch(() => copyFile(blob, path));
    }
    files.push({ path, name: `/opt/ml/input/data/${ChannelName}/${name}` });
  }
  return { contentType: content.contentType, files };
}

/** The file of an object's bytes. Throws ChannelError when it is damaged. */
const pathOf = (blobs: SageMakerContext['blobs'], { bucket, key, blob, size }: StoredObject) =>
  blobs.checkedPath(blob, size).catch((error: unknown) => {
    if (!(error instanceof DamagedBlob)) throw error;
    throw new ChannelError(
      `Data download failed: s3://${bucket}/${key} cannot be read: ${error.message}. Upload it again.`,
    );
  });

const defaultVolumeGb = 30;

/** The storage volume of the training instance, shared by the files of all channels. */
interface Volume {
  /** Throws ChannelError when it is full. */
  take(bytes: number): void;
}

function openVolume(gigabytes: number): Volume {
  let free = gigabytes * 2 ** 30;
  return {
    take(bytes) {
      free -= bytes;
      if (free < 0)
        throw new ChannelError(
          `Data download failed: No space left on the training volume of ${gigabytes} GB. Increase VolumeSizeInGB.`,
        );
    },
  };
}

async function* within(volume: Volume, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    volume.take(chunk.length);
    yield chunk;
  }
}

/** RFC 1952, section 2.3.1. Neither CSV nor RecordIO starts with these bytes. */
async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

const undeclaredGzip = ({ bucket, key }: StoredObject) =>
  new ChannelError(
    `Unable to read s3://${bucket}/${key}: it is gzip, but the CompressionType of its channel is None: set it to Gzip`,
  );

async function gunzip(
  from: string,
  { path, volume }: { readonly path: string; readonly volume: Volume },
  { bucket, key }: StoredObject,
  signal: AbortSignal,
): Promise<void> {
  try {
    await pipeline(
      fileBytes(from),
      createGunzip(),
      (bytes: AsyncIterable<Uint8Array>) => replaceFile(path, within(volume, bytes)),
      { signal },
    );
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error;
    throw new ChannelError(`Data download failed: s3://${bucket}/${key} is not gzip: ${error.message}`);
  }
}

/** An object of a channel, and its file in the folder of the channel. */
interface ChannelObject {
  readonly object: StoredObject;
  readonly name: string;
}

/** The objects a channel names. */
async function objectsOf(
  context: SageMakerContext,
  { ChannelName, DataSource: { S3DataSource } }: ChannelRequest,
): Promise<readonly ChannelObject[]> {
  const { S3DataType, S3Uri } = S3DataSource;
  switch (S3DataType) {
    case 'S3Prefix':
      return underPrefix(context, S3Uri);
    case 'ManifestFile':
      return inManifest(context, S3Uri);
    case 'AugmentedManifestFile':
      throw new ChannelError(
        `Channel ${ChannelName} is an AugmentedManifestFile, which Linear Learner does not support: use S3Prefix or ManifestFile`,
      );
  }
}

/** Every object under a prefix, except the empty ones with which consoles mark folders. */
function underPrefix({ objects }: SageMakerContext, uri: string): readonly ChannelObject[] {
  const { bucket, key } = parseS3Uri(uri, 's3Uri');
  const isFolder = (object: StoredObject) => object.size === 0 && object.key.endsWith('/');
  const found = [...objects.underPrefix(bucket, key)].filter((object) => !isFolder(object));
  if (found.length === 0)
    throw new ChannelError(
      `Data download failed: No S3 objects found under S3 URL "${uri}" given in input data source.`,
    );
  return found.map((object) => ({ object, name: nameUnder(key, object.key) }));
}

/** The key relative to the last complete folder of the prefix. */
function nameUnder(prefix: string, key: string): string {
  const isFolder = prefix.endsWith('/') || key.startsWith(`${prefix}/`);
  return isFolder ? key.slice(prefix.length).replace(/^\//, '') : key.slice(prefix.lastIndexOf('/') + 1);
}

/** `[{"prefix": "s3://bucket/folder/"}, "name", …]`, each name appended to the prefix verbatim. */
const manifestSchema = z
  .array(z.union([z.object({ prefix: z.string().check(z.regex(/^s3:\/\/[^/]+/)) }), z.string()]))
  .check(
    z.refine(([first, ...rest]) => typeof first === 'object' && rest.every((one) => typeof one === 'string')),
  );

async function inManifest(context: SageMakerContext, uri: string): Promise<readonly ChannelObject[]> {
  const entries = await readManifest(context, uri);
  const prefix = entries.find((one) => typeof one === 'object')?.prefix ?? '';
  const names = entries.filter((one) => typeof one === 'string');
  return names.map((name) => {
    const { bucket, key } = parseS3Uri(`${prefix}${name}`, 'manifest');
    const object = context.objects.get(bucket, key);
    if (object === undefined)
      throw new ChannelError(
        `Data download failed: The manifest file ${uri} names s3://${bucket}/${key}, which does not exist.`,
      );
    return { object, name };
  });
}

const maxManifestBytes = 16 * 1024 * 1024;

async function readManifest(
  { objects, blobs }: SageMakerContext,
  uri: string,
): Promise<z.infer<typeof manifestSchema>> {
  const { bucket, key } = parseS3Uri(uri, 's3Uri');
  const manifest = objects.get(bucket, key);
  if (manifest === undefined)
    throw new ChannelError(`Data download failed: The manifest file ${uri} does not exist.`);
  if (manifest.size > maxManifestBytes)
    throw new ChannelError(
      `Data download failed: The manifest file ${uri} is larger than ${maxManifestBytes} bytes.`,
    );
  const path = await pathOf(blobs, manifest);
  try {
    const entries = manifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    if (entries.length > 1) return entries;
  } catch {
    // reported below
  }
  throw new ChannelError(
    `Data download failed: The manifest file ${uri} is not a list of a prefix and the names of at least one object.`,
  );
}
