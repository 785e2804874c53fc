import * as vscode from 'vscode';
import type { S3Object } from '../aws/datasets.ts';
import { s3Uri } from '../aws/s3Uri.ts';
import type { TrainingJobSummary } from '../aws/trainingJobs.ts';
import { asCommand } from '../contributions.ts';
import type { CommandId } from '../contributions.ts';
import { explain } from '../platform/messages.ts';
import type { RunRecords } from '../runs/runRecords.ts';
import type { Session } from '../runs/session.ts';

/**
 * A row of the tree: what it shows, the names that commands read from it, and how to list its children. A row's id identifies it across
 * refreshes.
 */
export interface ExplorerNode {
  readonly item: vscode.TreeItem;
  readonly trainingJobName?: string;
  readonly endpointName?: string;
  /** The first `pageCount` pages; where more follow, the last row is `loadMore`. */
  readonly children?: (session: Session, pageCount: number) => Promise<readonly ExplorerNode[]>;
  /** The row that asks for one page more of its parent. */
  readonly isLoadMore?: boolean;
  readonly parent?: ExplorerNode;
  /** The description as it is at the moment, where it shows how long ago something was. */
  readonly describe?: () => string;
  /** Its status will change by itself. */
  readonly isMoving?: boolean;
}

const pageSize = 100;

/** What could not be listed, as the one row that says so. */
export function errorRows(error: unknown): ExplorerNode[] {
  return [remark('error', explain(error).message, vscode.l10n.t('Show Log'), 'showLog')];
}

/** The three rows at the top. */
export function groups(records: RunRecords): ExplorerNode[] {
  const group = (
    id: string,
    label: string,
    children: NonNullable<ExplorerNode['children']>,
  ): ExplorerNode => {
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
    item.id = id;
    item.contextValue = `group:${id}`;
    return { item, children };
  };
  return [
    group('datasets', vscode.l10n.t('Datasets'), bucketNodes),
    group('trainingJobs', vscode.l10n.t('Training jobs'), (session, pageCount) =>
      trainingJobNodes(session, records, pageCount),
    ),
    group('endpoints', vscode.l10n.t('Endpoints'), endpointNodes),
  ];
}

/** The rows of a list of which only the first pages are shown. */
function withLoadMore(parentId: string, rows: readonly ExplorerNode[], hasMore: boolean): ExplorerNode[] {
  if (!hasMore) return [...rows];
  const title = vscode.l10n.t('Load more…');
  const item = new vscode.TreeItem(title);
  item.id = `more:${parentId}`;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = asCommand('loadMore', title, parentId);
  return [...rows, { item, isLoadMore: true }];
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/** The first `pageCount` pages of a list, and whether more follow. */
async function firstPages<T>(
  pageCount: number,
  next: (nextToken: string | undefined) => Promise<Page<T>>,
): Promise<{ readonly items: readonly T[]; readonly hasMore: boolean }> {
  const items: T[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < pageCount && (page === 0 || nextToken !== undefined); page += 1) {
    const answer = await next(nextToken);
    for (const item of answer.items) items.push(item);
    ({ nextToken } = answer);
  }
  return { items, hasMore: nextToken !== undefined };
}

/** An empty list: what fills it first, because a narrow view cuts the rest, and what would stand there. */
function invitation(icon: string, act: string, sentence: string, command: CommandId): ExplorerNode {
  const item = new vscode.TreeItem(act);
  item.description = sentence;
  item.tooltip = sentence;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.command = asCommand(command, act);
  return { item };
}

/** One sentence with one remedy. */
function remark(icon: 'error', sentence: string, remedy: string, command: CommandId): ExplorerNode {
  const item = new vscode.TreeItem(sentence);
  item.description = remedy;
  item.tooltip = sentence;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.command = asCommand(command, remedy);
  return { item };
}

async function bucketNodes({ aws }: Session): Promise<ExplorerNode[]> {
  const buckets = await aws.listBuckets();
  if (buckets.length === 0)
    return [
      invitation(
        'cloud-upload',
        vscode.l10n.t('Upload a table…'),
        vscode.l10n.t('Uploaded tables appear here.'),
        'upload',
      ),
    ];
  return buckets.map(({ name }) => {
    const item = new vscode.TreeItem(shortBucketName(name), vscode.TreeItemCollapsibleState.Collapsed);
    item.id = `bucket:${name}`;
    item.tooltip = name;
    item.iconPath = new vscode.ThemeIcon('archive');
    return { item, children: (session, pageCount) => objectNodes(session, name, '', pageCount) };
  });
}

/** Our buckets end with the account, which the connection already shows and a narrow view cuts off. */
const shortBucketName = (name: string) => name.replace(/^(linear-learner-.+)-\d{12}$/, '$1');

/** The contents of a folder of a bucket, in the order of S3's pages. */
async function objectNodes(
  { aws }: Session,
  bucket: string,
  prefix: string,
  pageCount: number,
): Promise<ExplorerNode[]> {
  const { items, hasMore } = await firstPages(pageCount, async (nextToken) => {
    const page = await aws.listObjects({ bucket, prefix, pageSize, nextToken });
    const folders = page.prefixes.map((folder) => folderNode(bucket, prefix, folder));
    const objects = page.objects.map((object) => objectNode(bucket, prefix, object));
    return { items: [...folders, ...objects], nextToken: page.nextToken };
  });
  return withLoadMore(prefix === '' ? `bucket:${bucket}` : `object:${bucket}/${prefix}`, items, hasMore);
}

function folderNode(bucket: string, prefix: string, folder: string): ExplorerNode {
  const label = folder.slice(prefix.length);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `object:${bucket}/${folder}`;
  item.iconPath = vscode.ThemeIcon.Folder;
  return { item, children: (session, pageCount) => objectNodes(session, bucket, folder, pageCount) };
}

function objectNode(bucket: string, prefix: string, { key, size }: S3Object): ExplorerNode {
  const item = new vscode.TreeItem(key.slice(prefix.length));
  item.id = `object:${bucket}/${key}`;
  item.iconPath = new vscode.ThemeIcon('file-binary');
  item.description = sizeText(size);
  item.tooltip = s3Uri({ bucket, key });
  return { item };
}

const jobIcons: Readonly<Record<string, string>> = {
  InProgress: 'loading~spin',
  Stopping: 'loading~spin',
  Completed: 'pass',
  Failed: 'error',
  Stopped: 'circle-slash',
};

async function trainingJobNodes(
  { aws, connectionId }: Session,
  records: RunRecords,
  pageCount: number,
): Promise<ExplorerNode[]> {
  const { items: jobs, hasMore } = await firstPages(pageCount, async (nextToken) => {
    const page = await aws.listTrainingJobs({ pageSize, nextToken });
    return { items: page.jobs, nextToken: page.nextToken };
  });
  if (jobs.length === 0)
    return [
      invitation(
        'play',
        vscode.l10n.t('Train a model…'),
        vscode.l10n.t('Training jobs appear here.'),
        'train',
      ),
    ];
  const known = await Promise.all(
    jobs.map(({ trainingJobName }) => records.find(connectionId, trainingJobName)),
  );
  // Names of jobs are long and alike: the experiment's name says more.
  const rows = jobs.map((job, index) =>
    trainingJobNode(job, connectionId, known[index]?.title ?? job.trainingJobName),
  );
  return withLoadMore('trainingJobs', rows, hasMore);
}

function trainingJobNode(job: TrainingJobSummary, connectionId: string, label: string): ExplorerNode {
  const { trainingJobName, status, createdAt, endedAt } = job;
  const item = new vscode.TreeItem(label);
  item.id = `trainingJob:${trainingJobName}`;
  const describe = () => `${status} · ${timeAgo(endedAt ?? createdAt)}`;
  item.description = describe();
  item.tooltip = jobTooltip(job);
  item.iconPath = new vscode.ThemeIcon(jobIcons[status] ?? 'question');
  item.contextValue = `trainingJob:${status}`;
  item.command = asCommand('openRun', vscode.l10n.t('Open Run'), { trainingJobName, connectionId });
  const isMoving = status === 'InProgress' || status === 'Stopping';
  return { item, trainingJobName, describe, isMoving };
}

/** What the row has no room for. */
function jobTooltip({ trainingJobName, status, createdAt, endedAt }: TrainingJobSummary): string {
  const at = (time: number) =>
    new Date(time).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
  return [
    trainingJobName,
    vscode.l10n.t('Created {0}', at(createdAt)),
    ...(endedAt === undefined ? [] : [vscode.l10n.t('{0} {1}', status, at(endedAt))]),
  ].join('\n');
}

async function endpointNodes({ aws }: Session): Promise<ExplorerNode[]> {
  const endpoints = await aws.listEndpoints();
  if (endpoints.length === 0)
    return [
      invitation(
        'rocket',
        vscode.l10n.t('Deploy a model…'),
        vscode.l10n.t('None: nothing is billed.'),
        'deploy',
      ),
    ];
  return endpoints.map(({ endpointName, status }) => {
    const item = new vscode.TreeItem(endpointName);
    item.id = `endpoint:${endpointName}`;
    item.description = status;
    item.iconPath =
      status === 'InService'
        ? new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor('testing.iconPassed'))
        : new vscode.ThemeIcon(status === 'Failed' ? 'error' : 'loading~spin');
    item.contextValue = `endpoint:${status}`;
    item.command = asCommand('predict', vscode.l10n.t('Predict'), { endpointName });
    return { item, endpointName, isMoving: status !== 'InService' && status !== 'Failed' };
  });
}

/** "3 minutes ago", in the user's language. */
function timeAgo(time: number): string {
  const seconds = Math.max(0, (Date.now() - time) / 1000);
  const steps = [
    { unit: 'day', size: 86_400 },
    { unit: 'hour', size: 3600 },
    { unit: 'minute', size: 60 },
  ] as const;
  const step = steps.find(({ size }) => seconds >= size);
  if (step === undefined) return vscode.l10n.t('just now');
  const format = new Intl.RelativeTimeFormat(vscode.env.language, { numeric: 'auto', style: 'short' });
  return format.format(-Math.floor(seconds / step.size), step.unit);
}

const oneDecimal = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const power = Math.min(3, Math.floor(Math.log2(bytes) / 10));
  const size = (bytes / 1024 ** power).toLocaleString(vscode.env.language, oneDecimal);
  return `${size} ${['B', 'KiB', 'MiB', 'GiB'][power] ?? ''}`;
}
