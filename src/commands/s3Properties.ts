import * as vscode from 'vscode';
import { parseS3Uri } from '../aws/s3/s3Uri.ts';
import type { BucketProperties, Encryption, Known, ObjectCount, ObjectProperties } from '../aws/s3/types.ts';
import type { CommandResult } from '../contributions/commands.ts';
import { propertiesScheme } from '../contributions/ids.ts';
import { byteSizeText } from '../platform/byteSize.ts';
import { withProgressIfSlow } from '../platform/progress.ts';
import type { Given } from './arguments.ts';
import { givenSession } from './givenSession.ts';
import { placeOf, requireS3Uri, targetOf } from './s3Targets.ts';
import type { Services } from './services.ts';

type Properties = CommandResult<'showS3Properties'>;

/** Opens what S3 knows of a bucket, a prefix or an object as a read-only text. */
export async function showS3Properties(
  services: Services,
  given: Given<'showS3Properties'>,
): Promise<Properties> {
  const s3Uri = await requireS3Uri(given?.s3Uri, vscode.l10n.t('Properties'));
  const session = await givenSession(services, given);
  const found = await propertiesOf(services, { s3Uri, connectionId: session.connectionId });
  const { bucket, key } = parseS3Uri(s3Uri);
  const name = placeOf({ key }).name || bucket;
  const uri = vscode.Uri.from({
    scheme: propertiesScheme,
    path: `/${name} (${vscode.l10n.t('properties')})`,
    query: JSON.stringify([session.connectionId, s3Uri]),
  });
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  return found;
}

/** The text of a document of properties, as they are now. */
export async function propertiesText(services: Services, { query }: vscode.Uri): Promise<string> {
  const given: unknown = JSON.parse(query);
  const [connectionId, s3Uri] = Array.isArray(given) ? given.map(String) : [];
  if (connectionId === undefined || s3Uri === undefined) return '';
  const found = await propertiesOf(services, { s3Uri, connectionId });
  const lines =
    'bucket' in found
      ? bucketLines(found.bucket)
      : 'object' in found
        ? objectLines(found.object)
        : countLines(found.prefix);
  const rows: readonly Line[] = [[vscode.l10n.t('S3 URI'), s3Uri], ...lines];
  const width = rows.reduce((most, [label]) => Math.max(most, label.length), 0);
  return `${rows.map(([label, value]) => `${label.padEnd(width)}  ${value}`.trimEnd()).join('\n')}\n`;
}

interface Place {
  readonly s3Uri: string;
  readonly connectionId: string;
}

async function propertiesOf(services: Services, { s3Uri, connectionId }: Place): Promise<Properties> {
  const session = await givenSession(services, { connectionId });
  const target = targetOf(s3Uri);
  return withProgressIfSlow(vscode.l10n.t('Reading the properties of {0}', s3Uri), async (signal) => {
    if (target.kind === 'object') return { object: await session.aws.objectProperties(target, signal) };
    return target.key === ''
      ? { bucket: await session.aws.bucketProperties(target.bucket, { signal }) }
      : { prefix: await session.aws.countBelow(target, { signal }) };
  });
}

type Line = readonly [label: string, value: string];

const known = (value: Known<string> | undefined): string =>
  value === 'unknown' ? vscode.l10n.t('unknown') : (value ?? '');
const time = (ms: number | undefined): string => (ms === undefined ? '' : new Date(ms).toISOString());

const bucketLines = (properties: BucketProperties): readonly Line[] => [
  [vscode.l10n.t('Region'), known(properties.region)],
  [vscode.l10n.t('Owner'), known(properties.owner)],
  [vscode.l10n.t('Versioning'), known(properties.versioning)],
  [vscode.l10n.t('Encryption'), encryptionText(properties.encryption)],
  [vscode.l10n.t('Public access blocked'), known(properties.publicAccessBlock)],
  [vscode.l10n.t('Object ownership'), known(properties.objectOwnership)],
];

function encryptionText(encryption: Known<Encryption>): string {
  if (encryption === 'unknown') return known(encryption);
  const { algorithm, kmsKeyId, bucketKey } = encryption;
  return [algorithm, kmsKeyId, ...(bucketKey ? [vscode.l10n.t('with a bucket key')] : [])]
    .filter((part) => part !== undefined)
    .join(', ');
}

function countLines({ objects, bytes, versions }: ObjectCount): readonly Line[] {
  const number = (value: number) => value.toLocaleString(vscode.env.language);
  return [
    [vscode.l10n.t('Objects'), number(objects)],
    [vscode.l10n.t('Size'), sizeText(bytes)],
    [
      vscode.l10n.t('Versions'),
      versions === 'unknown' ? known(versions) : `${number(versions.count)}, ${sizeText(versions.bytes)}`,
    ],
    ...(versions === 'unknown'
      ? []
      : [[vscode.l10n.t('Delete markers'), number(versions.deleteMarkers)] as const]),
  ];
}

const sizeText = (bytes: number): string =>
  bytes < 1024
    ? byteSizeText(bytes)
    : vscode.l10n.t('{0} ({1} bytes)', byteSizeText(bytes), bytes.toLocaleString(vscode.env.language));

function objectLines(object: ObjectProperties): readonly Line[] {
  const named = (label: string, values: Known<Readonly<Record<string, string>>>): readonly Line[] =>
    values === 'unknown'
      ? [[label, known(values)]]
      : Object.entries(values).map(([key, value]): Line => [label, `${key} = ${value}`]);
  return [
    [vscode.l10n.t('Size'), sizeText(object.size)],
    [vscode.l10n.t('Modified'), time(object.modifiedAt)],
    [vscode.l10n.t('ETag'), object.etag],
    [vscode.l10n.t('Content type'), object.contentType ?? ''],
    ...Object.entries(object.headers),
    [vscode.l10n.t('Storage class'), object.storageClass],
    [vscode.l10n.t('Encryption'), encryptionText(object.encryption)],
    ...(object.parts === undefined ? [] : [[vscode.l10n.t('Parts'), String(object.parts)] as const]),
    ...object.checksums.map(({ algorithm, value, type }): Line => [algorithm, `${value} (${type})`]),
    ...named(vscode.l10n.t('Metadata'), object.metadata),
    ...named(vscode.l10n.t('Tag'), object.tags),
    ...versionLines(object),
  ];
}

function versionLines({ versions }: ObjectProperties): readonly Line[] {
  const label = vscode.l10n.t('Version');
  if (versions === 'unknown') return [[label, known(versions)]];
  return versions.map(({ versionId, modifiedAt, size, isLatest, isDeleteMarker }): Line => {
    const notes = [
      isDeleteMarker ? vscode.l10n.t('delete marker') : byteSizeText(size),
      ...(isLatest ? [vscode.l10n.t('current')] : []),
    ];
    return [label, `${versionId}  ${time(modifiedAt)}  ${notes.join(', ')}`];
  });
}
