import * as vscode from 'vscode';
import { canSignIn } from '../aws/connections/state.ts';
import type { BlockedState } from '../aws/connections/state.ts';
import type { TrainingJobSummary } from '../aws/trainingJobs.ts';
import { asCommand } from '../contributions/runCommand.ts';
import { labelOf, remedyCommand } from '../platform/remedies.ts';
import type { Remedy } from '../platform/explanations/remedy.ts';
import { explained } from '../platform/serviceMessages.ts';
import type { RunRecords } from '../runs/runRecords.ts';
import type { Session } from '../runs/session.ts';
import { firstPages, invitation, itemOf, pageSize, withLoadMore } from './rows.ts';
import type { ExplorerNode, KeptRows } from './rows.ts';
import { missingAction } from './tooltips.ts';
import type { RunFacts } from './runFacts.ts';
import { stateLooks } from './stateLooks.ts';

/** What is in S3, loaded when the tree is first drawn. */
export interface S3Rows {
  readonly buckets: NonNullable<ExplorerNode['children']>;
  /** Of the group with this id. */
  readonly kept: (group: string) => KeptRows;
}

/** As they are loaded on demand. */
export const s3RowsOf = (load: () => Promise<S3Rows>): S3Rows => ({
  buckets: async (...given) => (await load()).buckets(...given),
  kept: (group) => ({
    stale: async () => (await load()).kept(group).stale(),
    withFailure: async () => (await load()).kept(group).withFailure(),
    keep: async (...given) => (await load()).kept(group).keep(...given),
  }),
});

/** The row shown in place of a list that failed. */
export async function errorRows(error: unknown): Promise<ExplorerNode[]> {
  const { message, remedies } = await explained(error);
  const command =
    remedies.map(remedyCommand).find((one) => one !== undefined) ??
    asCommand('showLog', labelOf({ kind: 'showLog' }));
  const missing = missingAction(error);
  // A tree is narrow: what is missing comes first.
  const label = missing === undefined ? message : vscode.l10n.t('No permission: {0}', missing);
  const item = itemOf(label, 'error', {
    description: command.title,
    tooltip: message,
    command,
    accessibilityInformation: { label: [message, command.title].join(', ') },
  });
  return [{ item, ...(missing === undefined ? {} : { missing }) }];
}

/** With the failure in it, so that another one is another row. */
export const blockedRowId = ({ kind, failure }: BlockedState): string => `blocked:${kind}:${failure.message}`;

const leadsOut: ReadonlySet<Remedy['kind']> = new Set(['signIn', 'editProfile', 'switchConnection']);

/** The one row shown in place of all lists while every call would fail for the same reason, and this reason. */
export async function blockedRow(
  block: BlockedState,
): Promise<{ readonly row: ExplorerNode; readonly reason: string }> {
  const { kind, failure } = block;
  const { message, remedies } = await explained(failure);
  const remedy = kind === 'offline' ? undefined : remedies.find((one) => leadsOut.has(one.kind));
  const act = remedy === undefined ? vscode.l10n.t('Try Again') : labelOf(remedy);
  const command = remedy && remedyCommand(remedy);
  const { icon, word } = stateLooks[kind];
  const item = itemOf(word(), icon, {
    id: blockedRowId(block),
    description: act,
    tooltip: message,
    contextValue: `blocked:${kind}${canSignIn(block) ? ':signIn' : ''}`,
    command: command ?? asCommand('refresh', act),
    accessibilityInformation: { label: [word(), message, act].join(', ') },
  });
  return { row: { item }, reason: message };
}

/** The three root rows. */
export function groups(records: RunRecords, facts: Pick<RunFacts, 'of'>, s3: S3Rows): ExplorerNode[] {
  const group = (
    id: string,
    label: string,
    children: NonNullable<ExplorerNode['children']>,
  ): ExplorerNode => {
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
    item.id = id;
    item.contextValue = `group:${id}`;
    return { item, children, kept: s3.kept(id) };
  };
  return [
    group('datasets', vscode.l10n.t('Datasets'), s3.buckets),
    group('trainingJobs', vscode.l10n.t('Training jobs'), (session, pageCount) =>
      trainingJobNodes(session, records, facts, pageCount),
    ),
    group('endpoints', vscode.l10n.t('Endpoints'), endpointNodes),
  ];
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
