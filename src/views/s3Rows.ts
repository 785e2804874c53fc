import * as vscode from 'vscode';
import type { S3Object } from '../aws/datasets.ts';
import { isPrefix, parseS3Uri, s3Uri } from '../aws/s3/s3Uri.ts';
import type { RegionalBucket } from '../aws/s3/types.ts';
import { asCommand } from '../contributions/runCommand.ts';
import { isTableFile } from '../data/shapes/tableFiles.ts';
import { byteSizeText } from '../platform/byteSize.ts';
import type { Session } from '../runs/session.ts';
import { firstPages, itemOf, pageSize, withLoadMore } from './rows.ts';
import type { ExplorerNode } from './rows.ts';

const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** Of rows that VS Code dims, by `dimmedOf`. */
const dimmedQuery = 'otherRegion';
export const isDimmed = ({ scheme, query }: vscode.Uri): boolean => scheme === 's3' && query === dimmedQuery;

/** Text that keys begin with, by the S3 URI of the bucket or prefix that is searched. */
export type Searches = ReadonlyMap<string, string>;

export const bucketNode = (
  { name, region }: Pick<RegionalBucket, 'name' | 'region'>,
  ownRegion: string,
  searches: Searches,
): ExplorerNode => {
  const isElsewhere = region !== 'unknown' && region !== ownRegion;
  const icon = isElsewhere
    ? new vscode.ThemeIcon('archive', new vscode.ThemeColor('disabledForeground'))
    : 'archive';
  const item = itemOf(shortBucketName(name), icon, {
    id: `bucket:${name}`,
    tooltip: isElsewhere ? `${name}\n${region}` : name,
    contextValue: 'bucket',
    collapsibleState: Collapsed,
    ...(isElsewhere
      ? {
          description: region,
          resourceUri: vscode.Uri.from({ scheme: 's3', authority: name, path: '/', query: dimmedQuery }),
        }
      : {}),
  });
  return {
    item,
    s3Uri: s3Uri({ bucket: name, key: '' }),
    children: childrenOf({ bucket: name, prefix: '', scope: '', searches }),
  };
};

/** Omits the account id at the end of our bucket names: the connection shows it, and a narrow view truncates it. */
const shortBucketName = (name: string) => name.replace(/^(linear-learner-.+)-\d{12}$/, '$1');

interface Folder {
  readonly bucket: string;
  readonly prefix: string;
  /** Tells the row apart from others of the same object: a pin or a search is not where the object is. */
  readonly scope: string;
  readonly searches: Searches;
}

const idOf = ({ bucket, scope }: Folder, key: string) => `${scope}object:${bucket}/${key}`;

export function childrenOf(folder: Folder): NonNullable<ExplorerNode['children']> {
  const { bucket, prefix, scope, searches } = folder;
  return async (session, pageCount) => {
    const id = prefix === '' ? `${scope}bucket:${bucket}` : idOf(folder, prefix);
    const rows = await matches(session, folder, prefix, { id, pageCount });
    const search = searches.get(s3Uri({ bucket, key: prefix }));
    return search === undefined ? rows : [searchNode(folder, search), ...rows];
  };
}

/** What is below a prefix, or begins with text after it, in S3's order. */
async function matches(
  { aws }: Session,
  folder: Folder,
  begin: string,
  { id, pageCount }: { readonly id: string; readonly pageCount: number },
): Promise<ExplorerNode[]> {
  const { bucket } = folder;
  const { items, hasMore } = await firstPages(pageCount, async (nextToken) => {
    const page = await aws.listObjects({ bucket, prefix: begin, pageSize, nextToken });
    const folders = page.prefixes.map((prefix) => folderNode(folder, prefix));
    const objects = page.objects.map((object) => objectNode(folder, object));
    return { items: [...folders, ...objects], nextToken: page.nextToken };
  });
  return withLoadMore(id, items, hasMore);
}

/** The row of a search below the bucket or prefix that is searched. */
function searchNode(folder: Folder, text: string): ExplorerNode {
  const id = `search:${idOf(folder, folder.prefix)}`;
  const within = { ...folder, scope: `${id}|` };
  const item = itemOf(vscode.l10n.t('Begins with “{0}”', text), 'search', {
    id,
    contextValue: 'search',
    collapsibleState: Expanded,
  });
  return {
    item,
    s3Uri: s3Uri({ bucket: folder.bucket, key: folder.prefix }),
    children: async (session, pageCount) => {
      const rows = await matches(session, within, `${folder.prefix}${text}`, { id, pageCount });
      if (rows.length > 0) return rows;
      return [
        { item: itemOf(vscode.l10n.t('No key begins with “{0}”.', text), 'info', { id: `${id}|none` }) },
      ];
    },
  };
}

function folderNode(folder: Folder, prefix: string): ExplorerNode {
  const { bucket } = folder;
  return {
    item: itemOf(nameIn(folder, prefix), vscode.ThemeIcon.Folder, {
      id: idOf(folder, prefix),
      contextValue: 'prefix',
      collapsibleState: Collapsed,
    }),
    s3Uri: s3Uri({ bucket, key: prefix }),
    children: childrenOf({ ...folder, prefix }),
  };
}

/** A key may be nothing but spaces, or have a name that no one can see. */
const nameIn = ({ prefix }: Folder, key: string): string => {
  const name = key.slice(prefix.length);
  return name.trim() === '' || name === '/' ? JSON.stringify(name) : name;
};

function objectNode(folder: Folder, { key, size }: S3Object): ExplorerNode {
  const uri = s3Uri({ bucket: folder.bucket, key });
  const isTable = isTableFile(key);
  const item = itemOf(nameIn(folder, key), isTable ? 'table' : 'file-binary', {
    id: idOf(folder, key),
    description: byteSizeText(size),
    tooltip: uri,
    contextValue: isTable ? 'object:table' : 'object:other',
    command: asCommand('openObject', vscode.l10n.t('Open'), { s3Uri: uri }),
  });
  return { item, s3Uri: uri };
}

/** A pinned URI; it needs no right to list buckets. */
export function pinNode(uri: string, searches: Searches): ExplorerNode {
  const location = parseS3Uri(uri);
  const { bucket, key } = location;
  const scope = `pin:${uri}|`;
  const base = { id: `pin:${uri}`, tooltip: uri };
  if (isPrefix(location))
    return {
      item: itemOf(uri.replace('s3://', ''), 'pinned', {
        ...base,
        contextValue: `${key === '' ? 'bucket' : 'prefix'}:pinned`,
        collapsibleState: Collapsed,
      }),
      s3Uri: uri,
      children: childrenOf({ bucket, prefix: key, scope, searches }),
    };
  return {
    item: itemOf(uri.replace('s3://', ''), 'pinned', {
      ...base,
      contextValue: `object:${isTableFile(key) ? 'table' : 'other'}:pinned`,
      command: asCommand('openObject', vscode.l10n.t('Open'), { s3Uri: uri }),
    }),
    s3Uri: uri,
  };
}
