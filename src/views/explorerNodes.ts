import * as vscode from 'vscode';
import { explain } from '../platform/messages.ts';
import type { RunRecords } from '../runs/runRecords.ts';
import type { Session } from '../runs/session.ts';

/**
 * A row of the tree: what it shows, the names commands read from it, and how to find its children. Rows have ids, so that a
 * menu opened before a refresh still knows its row.
 */
export interface ExplorerNode {
  readonly item: vscode.TreeItem;
  readonly trainingJobName?: string;
  readonly endpointName?: string;
  readonly children?: (session: Session) => Promise<readonly ExplorerNode[]>;
  readonly parent?: ExplorerNode;
  /** Its status will change by itself. */
  readonly isMoving?: boolean;
}

const pageSize = 100;

/** What could not be listed, as the one row that says so. */
export function errorRows(error: unknown): ExplorerNode[] {
  return [remark('error', explain(error).message, vscode.l10n.t('Show Log'), 'linearLearner.showLog')];
}

/** The three rows at the top. */
export function groups(records: RunRecords): ExplorerNode[] {
  const group = (
    id: string,
    label: string,
    children: (session: Session) => Promise<ExplorerNode[]>,
  ): ExplorerNode => {
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
    item.id = id;
    item.contextValue = `group:${id}`;
    return { item, children };
  };
  return [
    group('datasets', vscode.l10n.t('Datasets'), bucketNodes),
    group('trainingJobs', vscode.l10n.t('Training jobs'), (session) => trainingJobNodes(session, records)),
    group('endpoints', vscode.l10n.t('Endpoints'), endpointNodes),
  ];
}

/** One sentence with one remedy. */
function remark(icon: 'info' | 'error', sentence: string, remedy: string, command: string): ExplorerNode {
  const item = new vscode.TreeItem(sentence);
  item.description = remedy;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.command = { command, title: remedy };
  return { item };
}

async function bucketNodes({ aws, clients }: Session): Promise<ExplorerNode[]> {
  const buckets = await aws.listBuckets(clients);
  if (buckets.length === 0)
    return [
      remark(
        'info',
        vscode.l10n.t('Uploaded tables come here.'),
        vscode.l10n.t('Upload…'),
        'linearLearner.upload',
      ),
    ];
  return buckets.map(({ name }) => {
    const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
    item.id = `bucket:${name}`;
    item.iconPath = new vscode.ThemeIcon('archive');
    return { item, children: (session) => objectNodes(session, name, '') };
  });
}

async function objectNodes(session: Session, bucket: string, prefix: string): Promise<ExplorerNode[]> {
  const { aws, clients } = session;
  const nodes: ExplorerNode[] = [];
  let nextToken: string | undefined;
  do {
    const page = await aws.listObjects(clients, {
      bucket,
      prefix,
      pageSize,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    nodes.push(
      ...page.prefixes.map((folder): ExplorerNode => {
        const item = new vscode.TreeItem(
          folder.slice(prefix.length),
          vscode.TreeItemCollapsibleState.Collapsed,
        );
        item.id = `object:${bucket}/${folder}`;
        item.iconPath = vscode.ThemeIcon.Folder;
        return { item, children: (later) => objectNodes(later, bucket, folder) };
      }),
    );
    nodes.push(
      ...page.objects.map((object): ExplorerNode => {
        const item = new vscode.TreeItem(object.key.slice(prefix.length));
        item.id = `object:${bucket}/${object.key}`;
        item.iconPath = new vscode.ThemeIcon('file-binary');
        item.description = sizeText(object.size);
        item.tooltip = aws.s3Uri({ bucket, key: object.key });
        return { item };
      }),
    );
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return nodes;
}

const jobIcons: Readonly<Record<string, string>> = {
  InProgress: 'loading~spin',
  Stopping: 'loading~spin',
  Completed: 'pass',
  Failed: 'error',
  Stopped: 'circle-slash',
};

async function trainingJobNodes(
  { aws, clients, connectionId }: Session,
  records: RunRecords,
): Promise<ExplorerNode[]> {
  const { jobs } = await aws.listTrainingJobs(clients, { pageSize });
  if (jobs.length === 0)
    return [
      remark(
        'info',
        vscode.l10n.t('Each training comes here.'),
        vscode.l10n.t('Train…'),
        'linearLearner.train',
      ),
    ];
  const known = await Promise.all(
    jobs.map(({ trainingJobName }) => records.find(connectionId, trainingJobName)),
  );
  return jobs.map(({ trainingJobName, status, createdAt, endedAt }, index) => {
    // Names of jobs are long and alike: the experiment's name tells more.
    const item = new vscode.TreeItem(known[index]?.title ?? trainingJobName);
    item.id = `trainingJob:${trainingJobName}`;
    item.description = `${status} · ${timeAgo(endedAt ?? createdAt)}`;
    item.tooltip = `${trainingJobName}\n${new Date(createdAt).toLocaleString(vscode.env.language)}`;
    item.iconPath = new vscode.ThemeIcon(jobIcons[status] ?? 'question');
    item.contextValue = `trainingJob:${status}`;
    item.command = opening('openRun', vscode.l10n.t('Open Run'), { trainingJobName });
    return { item, trainingJobName, isMoving: status === 'InProgress' || status === 'Stopping' };
  });
}

async function endpointNodes({ aws, clients }: Session): Promise<ExplorerNode[]> {
  const endpoints = await aws.listEndpoints(clients);
  if (endpoints.length === 0)
    return [
      remark(
        'info',
        vscode.l10n.t('None: nothing costs money.'),
        vscode.l10n.t('Deploy…'),
        'linearLearner.deploy',
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
    item.command = opening('predict', vscode.l10n.t('Predict'), { endpointName });
    return { item, endpointName, isMoving: status !== 'InService' && status !== 'Failed' };
  });
}

/** What a click on a row runs. */
function opening(id: string, title: string, names: Readonly<Record<string, string>>): vscode.Command {
  return { command: `linearLearner.${id}`, title, arguments: [names] };
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

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const power = Math.min(3, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(1)} ${['B', 'KiB', 'MiB', 'GiB'][power] ?? ''}`;
}
