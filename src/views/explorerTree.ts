import * as vscode from 'vscode';
import type { OpenSession, Session } from '../runs/session.ts';

/**
 * A row of the tree: what it shows, the names commands read from it, and how to find its children. Rows have ids, so that a
 * menu opened before a refresh still knows its row.
 */
export interface ExplorerNode {
  readonly item: vscode.TreeItem;
  readonly trainingJobName?: string;
  readonly endpointName?: string;
  readonly children?: (session: Session) => Promise<ExplorerNode[]>;
}

export interface ExplorerTree extends vscode.TreeDataProvider<ExplorerNode>, vscode.Disposable {
  refresh(): void;
}

const pageSize = 100;

/** Datasets, training jobs and endpoints of the connection; errors and emptiness are rows too. */
export function createExplorerTree(openSession: OpenSession): ExplorerTree {
  const changes = new vscode.EventEmitter<void>();
  return {
    onDidChangeTreeData: changes.event,
    refresh: () => changes.fire(),
    dispose: () => changes.dispose(),
    getTreeItem: ({ item }) => item,
    async getChildren(node) {
      if (node === undefined) return groups();
      if (node.children === undefined) return [];
      try {
        return await node.children(await openSession());
      } catch (error) {
        return [
          remark(
            'error',
            error instanceof Error ? error.message : String(error),
            vscode.l10n.t('Show Log'),
            'linearLearner.showLog',
          ),
        ];
      }
    },
  };
}

function groups(): ExplorerNode[] {
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
    group('trainingJobs', vscode.l10n.t('Training jobs'), trainingJobNodes),
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

async function trainingJobNodes({ aws, clients }: Session): Promise<ExplorerNode[]> {
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
  return jobs.map(({ trainingJobName, status }) => {
    const item = new vscode.TreeItem(trainingJobName);
    item.id = `trainingJob:${trainingJobName}`;
    item.description = status;
    item.iconPath = new vscode.ThemeIcon(jobIcons[status] ?? 'question');
    item.contextValue = `trainingJob:${status}`;
    return { item, trainingJobName };
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
    item.iconPath = new vscode.ThemeIcon(status === 'InService' ? 'circle-filled' : 'loading~spin');
    item.contextValue = `endpoint:${status}`;
    return { item, endpointName };
  });
}
