import * as vscode from 'vscode';
import type { S3Object } from '../aws/datasets.ts';
import type { BlockedState } from '../aws/connections/state.ts';
import { s3Uri } from '../aws/s3/s3Uri.ts';
import type { TrainingJobSummary } from '../aws/trainingJobs.ts';
import { asCommand } from '../contributions/runCommand.ts';
import type { CommandId } from '../contributions/commandIds.ts';
import { isTableFile } from '../data/shapes/tableFiles.ts';
import { byteSizeText } from '../platform/byteSize.ts';
import { labelOf } from '../platform/remedies.ts';
import { explained, failureText } from '../platform/serviceMessages.ts';
import type { RunRecords } from '../runs/runRecords.ts';
import type { Session } from '../runs/session.ts';
import type { RunFacts } from './runFacts.ts';
import { stateLooks } from './stateLooks.ts';

/**
 * A row of the tree: what it shows, the names that commands read from it, and how to list its children. A row's id identifies it across
 * refreshes.
 */
export interface ExplorerNode {
  readonly item: vscode.TreeItem;
  readonly trainingJobName?: string;
  readonly endpointName?: string;
  /** Of an object, or of a prefix or bucket, which ends in '/'. */
  readonly s3Uri?: string;
  /** The rows of the first `pageCount` pages; if more follow, the last row loads them. */
  readonly children?: (session: Session, pageCount: number) => Promise<readonly ExplorerNode[]>;
  /** The row loads one more page of its parent. */
  readonly isLoadMore?: boolean;
  readonly parent?: ExplorerNode;
  /** How the row looks now, if that changes between two listings: with the time, or with what is known of its run. */
  readonly look?: () => RowLook;
  /** Its status will change by itself, so the list is polled. */
  readonly isMoving?: boolean;
}

type RowLook = Pick<vscode.TreeItem, 'label' | 'description' | 'contextValue'>;

const pageSize = 100;

/** A tree item with a ThemeIcon. */
const itemOf = (
  label: string,
  icon: string | vscode.ThemeIcon,
  more: Omit<vscode.TreeItem, 'label' | 'iconPath'>,
): vscode.TreeItem =>
  Object.assign(new vscode.TreeItem(label, more.collapsibleState), more, {
    iconPath: typeof icon === 'string' ? new vscode.ThemeIcon(icon) : icon,
  });

/** The row shown in place of a list that failed. */
export async function errorRows(error: unknown): Promise<ExplorerNode[]> {
  const message = await failureText(error);
  const remedy = vscode.l10n.t('Show Log');
  const command = asCommand('showLog', remedy);
  return [{ item: itemOf(message, 'error', { description: remedy, tooltip: message, command }) }];
}

/** With the failure in it, so that another one is another row. */
export const blockedRowId = ({ kind, failure }: BlockedState): string => `blocked:${kind}:${failure.message}`;

/** The one row shown in place of all lists while every call would fail for the same reason. */
export async function blockedRow(block: BlockedState): Promise<ExplorerNode> {
  const { kind, failure } = block;
  const { message, remedies } = await explained(failure);
  const signsIn = remedies.some((remedy) => remedy.kind === 'signIn');
  const command = kind === 'offline' ? 'refresh' : signsIn ? 'signIn' : 'switchConnection';
  const act = kind === 'offline' ? vscode.l10n.t('Try Again') : labelOf({ kind: command });
  const { icon, word } = stateLooks[kind];
  const item = itemOf(word(), icon, {
    id: blockedRowId(block),
    description: act,
    tooltip: message,
    contextValue: `blocked:${kind}`,
    command: asCommand(command, act),
    accessibilityInformation: { label: [word(), message, act].join(', ') },
  });
  return { item };
}

/** The three root rows. */
export function groups(records: RunRecords, facts: Pick<RunFacts, 'of'>): ExplorerNode[] {
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
      trainingJobNodes(session, records, facts, pageCount),
    ),
    group('endpoints', vscode.l10n.t('Endpoints'), endpointNodes),
  ];
}

/** Adds the row that loads more. */
function withLoadMore(parentId: string, rows: readonly ExplorerNode[], hasMore: boolean): ExplorerNode[] {
  if (!hasMore) return [...rows];
  const title = vscode.l10n.t('Load more…');
  const item = itemOf(title, 'ellipsis', {
    id: `more:${parentId}`,
    command: asCommand('loadMore', title, parentId),
  });
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

/** The row of an empty list: its action comes first, because a narrow view truncates the sentence. */
const invitation = (icon: string, act: string, sentence: string, command: CommandId): ExplorerNode => ({
  item: itemOf(act, icon, { description: sentence, tooltip: sentence, command: asCommand(command, act) }),
});

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
  return buckets.map(({ name }) => ({
    item: itemOf(shortBucketName(name), 'archive', {
      id: `bucket:${name}`,
      tooltip: name,
      contextValue: 'bucket',
      collapsibleState: vscode.TreeItemCollapsibleState.Collapsed,
    }),
    s3Uri: s3Uri({ bucket: name, key: '' }),
    children: (session, pageCount) => objectNodes(session, name, '', pageCount),
  }));
}

/** Omits the account id at the end of our bucket names: the connection shows it, and a narrow view truncates it. */
const shortBucketName = (name: string) => name.replace(/^(linear-learner-.+)-\d{12}$/, '$1');

/** The contents of a folder of a bucket, in S3's order. */
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

const folderNode = (bucket: string, prefix: string, folder: string): ExplorerNode => ({
  item: itemOf(folder.slice(prefix.length), vscode.ThemeIcon.Folder, {
    id: `object:${bucket}/${folder}`,
    contextValue: 'prefix',
    collapsibleState: vscode.TreeItemCollapsibleState.Collapsed,
  }),
  s3Uri: s3Uri({ bucket, key: folder }),
  children: (session, pageCount) => objectNodes(session, bucket, folder, pageCount),
});

function objectNode(bucket: string, prefix: string, { key, size }: S3Object): ExplorerNode {
  const uri = s3Uri({ bucket, key });
  const isTable = isTableFile(key);
  const item = itemOf(key.slice(prefix.length), isTable ? 'table' : 'file-binary', {
    id: `object:${bucket}/${key}`,
    description: byteSizeText(size),
    tooltip: uri,
    contextValue: isTable ? 'object:table' : 'object:other',
    command: asCommand('openObject', vscode.l10n.t('Open'), { s3Uri: uri }),
  });
  return { item, s3Uri: uri };
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
  facts: Pick<RunFacts, 'of'>,
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
  // Job names are long and similar: the experiment's name is clearer.
  const rows = jobs.map((job, index) =>
    trainingJobNode(job, connectionId, known[index]?.title ?? job.trainingJobName, facts),
  );
  return withLoadMore('trainingJobs', rows, hasMore);
}

function trainingJobNode(
  job: TrainingJobSummary,
  connectionId: string,
  recordedTitle: string,
  facts: Pick<RunFacts, 'of'>,
): ExplorerNode {
  const { trainingJobName, status, secondaryStatus, createdAt, endedAt } = job;
  const shown = secondaryStatus === status ? status : `${status}, ${secondaryStatus}`;
  const look = () => {
    const run = facts.of(connectionId, trainingJobName);
    return {
      label: run?.title ?? recordedTitle,
      description: [...(run?.parts ?? []), shown, timeAgo(endedAt ?? createdAt)].join(' · '),
      contextValue: `trainingJob:${status}${run?.isPinned === true ? ':pinned' : ''}`,
    };
  };
  const { label, description, contextValue } = look();
  const item = itemOf(label, jobIcons[status] ?? 'question', {
    id: `trainingJob:${trainingJobName}`,
    description,
    tooltip: jobTooltip(job),
    contextValue,
    command: asCommand('openRun', vscode.l10n.t('Open Run'), { trainingJobName, connectionId }),
  });
  const isMoving = status === 'InProgress' || status === 'Stopping';
  return { item, trainingJobName, look, isMoving };
}

/** Details that do not fit into the row. */
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
    const icon =
      status === 'InService'
        ? new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor('testing.iconPassed'))
        : status === 'Failed'
          ? 'error'
          : 'loading~spin';
    const item = itemOf(endpointName, icon, {
      id: `endpoint:${endpointName}`,
      description: status,
      contextValue: `endpoint:${status}`,
      command: asCommand('predict', vscode.l10n.t('Predict'), { endpointName }),
    });
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
