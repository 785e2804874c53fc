// What the tree shows of S3, and what it keeps: a bundle of its own, loaded when the tree is first drawn.
import * as vscode from 'vscode';
import { isPrefix, parseS3Uri, s3Uri } from '../aws/s3/s3Uri.ts';
import { asCommand } from '../contributions/runCommand.ts';
import { invitation, itemOf } from './rows.ts';
import type { ExplorerNode, KeptRows } from './rows.ts';
import { openS3Places } from './s3Places.ts';
import type { KeptListing, PlainRow } from './s3Places.ts';
import { bucketNode, childrenOf, pinNode } from './s3Rows.ts';

export { receive, uploadReceived } from './receiveDrop.ts';
export { dropOf, setDragged } from './s3Drag.ts';
export { hasTransfers } from '../runs/transferFolders.ts';
export { isDimmed } from './s3Rows.ts';

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

const mostKeptRows = 100;
const mostTextLength = 1024;
/** What is older says too little about now. A clock that was set back makes the future. */
const keptForMs = 7 * 86_400_000;
/** Lists that are polled are not written each time. */
const keptEveryMs = 30_000;

export interface S3Tree {
  readonly buckets: NonNullable<ExplorerNode['children']>;
  readonly kept: (group: string) => KeptRows;
  pin(s3Uri: string): Promise<void>;
  unpin(s3Uri: string): Promise<void>;
  /** Shows the keys that begin with text below a bucket or prefix; '' ends the search. */
  search(s3Uri: string, text: string): void;
  searchOf(s3Uri: string): string | undefined;
}

/** `connectionId`: of the current connection. */
export function openS3Tree(storageFolder: string, connectionId: () => string): S3Tree {
  const places = openS3Places(storageFolder);
  const searches = new Map<string, string>();
  const keptAt = new Map<string, number>();
  const pinRows = async (id: string) => (await places.pins(id)).map((uri) => pinNode(uri, searches));
  const savePins = async (change: (pins: readonly string[]) => readonly string[]) => {
    const id = connectionId();
    await places.savePins(id, change(await places.pins(id)));
  };
  return {
    buckets: async ({ aws, region, connectionId: id }) => {
      const buckets = await aws.listRegionalBuckets();
      const pins = await pinRows(id);
      if (buckets.length > 0) return [...pins, ...buckets.map((one) => bucketNode(one, region, searches))];
      const act = vscode.l10n.t('Upload a table…');
      const sentence = vscode.l10n.t('Uploaded tables appear here.');
      return [...pins, invitation('cloud-upload', act, sentence, 'upload')];
    },
    kept: (group) => ({
      stale: async () => {
        const listing = await places.listing(connectionId(), group);
        const ageMs = Date.now() - (listing?.listedAt ?? -Infinity);
        if (listing === undefined || ageMs > keptForMs || ageMs < 0) return undefined;
        return listing.rows.map((row) => staleNode(row, listing, searches));
      },
      withFailure: async () => (group === 'datasets' ? pinRows(connectionId()) : []),
      keep: async (id, rows) => {
        const key = `${id} ${group}`;
        const now = Date.now();
        if (now - (keptAt.get(key) ?? 0) < keptEveryMs) return;
        keptAt.set(key, now);
        await places.keep(id, group, { listedAt: now, rows: rows.slice(0, mostKeptRows).flatMap(plainRow) });
      },
    }),
    pin: (uri) => savePins((pins) => (pins.includes(uri) ? pins : [...pins, uri])),
    unpin: (uri) => savePins((pins) => pins.filter((pin) => pin !== uri)),
    search: (uri, text) => void (text === '' ? searches.delete(uri) : searches.set(uri, text)),
    searchOf: (uri) => searches.get(uri),
  };
}

/** Rows that invite to something, and those that load more, are of the moment. */
function plainRow({ item, isLoadMore, s3Uri: uri, trainingJobName, endpointName }: ExplorerNode): PlainRow[] {
  if (item.id === undefined || isLoadMore === true) return [];
  const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, mostTextLength) : '');
  const row = {
    id: item.id,
    label: text(item.label),
    description: text(item.description),
    tooltip: text(item.tooltip),
    icon: item.iconPath instanceof vscode.ThemeIcon ? item.iconPath.id : 'question',
    contextValue: text(item.contextValue),
    isCollapsible: (item.collapsibleState ?? None) !== None,
    ...(uri === undefined ? {} : { s3Uri: uri }),
    ...(trainingJobName === undefined ? {} : { trainingJobName }),
    ...(endpointName === undefined ? {} : { endpointName }),
  };
  return [row];
}

/**
 * A row as it was listed last, until the connection has answered. No menu is offered for it: what bills or deletes needs what is there
 * now.
 */
function staleNode(
  row: PlainRow,
  { listedAt }: KeptListing,
  searches: ReadonlyMap<string, string>,
): ExplorerNode {
  const { id, label, description, tooltip, icon, contextValue, isCollapsible, ...names } = row;
  const age = vscode.l10n.t('as of {0}', timeText(listedAt));
  const location = names.s3Uri === undefined ? undefined : parseS3Uri(names.s3Uri);
  const open = vscode.l10n.t('Open');
  const { trainingJobName } = names;
  const command =
    location !== undefined && !isPrefix(location)
      ? asCommand('openObject', open, { s3Uri: s3Uri(location) })
      : trainingJobName === undefined
        ? undefined
        : asCommand('openRun', open, { trainingJobName });
  const item = itemOf(label, icon, {
    id,
    description: description === '' ? age : `${description} · ${age}`,
    tooltip,
    contextValue: `stale:${contextValue}`,
    collapsibleState: isCollapsible ? Collapsed : None,
    ...(command === undefined ? {} : { command }),
  });
  if (location === undefined || !isCollapsible) return { item, ...definedNames(names) };
  const scope = id.startsWith('pin:') ? `${id}|` : '';
  const { bucket, key: prefix } = location;
  return { item, ...definedNames(names), children: childrenOf({ bucket, prefix, scope, searches }) };
}

/** The time alone, of today. */
function timeText(ms: number): string {
  const at = new Date(ms);
  const isToday = at.toDateString() === new Date().toDateString();
  return at.toLocaleString(vscode.env.language, {
    ...(isToday ? {} : { dateStyle: 'short' }),
    timeStyle: 'short',
  });
}

type Names = Pick<PlainRow, 's3Uri' | 'trainingJobName' | 'endpointName'>;

const definedNames = ({ s3Uri: uri, trainingJobName, endpointName }: Names) => ({
  ...(uri === undefined ? {} : { s3Uri: uri }),
  ...(trainingJobName === undefined ? {} : { trainingJobName }),
  ...(endpointName === undefined ? {} : { endpointName }),
});
