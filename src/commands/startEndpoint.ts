import * as vscode from 'vscode';
import { billsMoney } from '../aws/connections/types.ts';
import { newEndpointName } from '../aws/names.ts';
import type { Recipe } from '../aws/recipes.ts';
import { runCommand } from '../contributions/runCommand.ts';
import { attentionTo } from '../platform/attention.ts';
import { explain } from '../platform/messages.ts';
import { neverHidden } from '../platform/pace.ts';
import { withProgress } from '../platform/progress.ts';
import { ask, tell, warn } from '../platform/prompts.ts';
import { untilNextPoll } from '../platform/untilNextPoll.ts';
import { standstillOf } from '../runs/connectionStates.ts';
import { deployOnRecord } from '../runs/deploy.ts';
import type { RunRecord } from '../runs/runRecords.ts';
import type { Session } from '../runs/session.ts';
import { imageOf } from '../runs/trainingImage.ts';
import { confirmEndpointCost } from './confirmCost.ts';
import { deleterFor } from './leaseRole.ts';
import type { Services } from './services.ts';
import { endpointLeaseSetting } from './settings.ts';

interface EndpointStart {
  readonly record: RunRecord;
  /** What an earlier endpoint of the run left; without it, the run is deployed anew. */
  readonly recipe?: Recipe | undefined;
  /** The caller has confirmed the cost. */
  readonly confirmed: boolean;
}

/** Confirms the cost, creates an endpoint with a lease, and resolves once it is InService. It is on record before it is requested. */
export async function startEndpoint(
  services: Services,
  session: Session,
  { record, recipe, confirmed }: EndpointStart,
): Promise<{ endpointName: string }> {
  const { aws, pollIntervalMs } = session;
  const { trainingJobName, experiment } = record;
  const { instanceType, instanceCount } = recipe ?? experiment.endpoint;
  const leaseMinutes = endpointLeaseSetting();
  const imageUri = imageOf(session.region);
  const billed = { trainingJobName, leaseMinutes, confirmed };
  const compute = { instanceType, instanceCount };
  const { rate, requireStillWithinCaps: check } = await confirmEndpointCost(
    services,
    session,
    { endpoint: compute },
    billed,
  );
  const endpointName = newEndpointName(record.title);
  if (leaseMinutes === undefined && billsMoney(session.connection)) await confirmNoLease(endpointName);
  const made =
    recipe === undefined
      ? { imageUri, modelS3Uri: record.modelS3Uri, roleArn: await executionRole(session, record) }
      : { recipe };
  const deleter = leaseMinutes === undefined ? undefined : await deleterFor(session, !confirmed);
  let unscheduled: unknown;
  const onUnscheduled = (error: unknown) => {
    unscheduled = error;
  };
  const guarded = { leaseMinutes, deleter, onUnscheduled, rate, check, origin: { trainingJobName } };
  const request = { endpointName, ...compute, ...made, ...guarded };
  await withProgress(vscode.l10n.t('Deploying {0}', endpointName), async (signal) => {
    // Also when the answer was lost or given up: the endpoint may have been created.
    await deployOnRecord(session, services.ledger, request, signal).finally(services.changed);
    const wait = pacedWait(services, session, signal);
    await aws.waitInService(endpointName, { signal, pollIntervalMs, ...wait }).finally(services.changed);
  });
  if (unscheduled !== undefined) warnUnscheduled(endpointName, unscheduled);
  // The Run page shows it itself.
  const isInView = (await services.panels()).isRunInView(services, session.connectionId, trainingJobName);
  if (!isInView)
    tell(vscode.l10n.t('{0} is InService.', endpointName), {
      label: vscode.l10n.t('Predict'),
      run: () => runCommand('predict', { endpointName }),
    });
  return { endpointName };
}

/** AWS is polled less often while nobody looks at the window, and not while its user is signed out; the end is announced. */
function pacedWait(
  { states }: Pick<Services, 'states'>,
  { connection, connectionId }: Session,
  signal: AbortSignal,
): { readonly wait?: (wantedMs: number) => Promise<void> } {
  if (!billsMoney(connection)) return {};
  const attention = neverHidden(attentionTo());
  const standstill = standstillOf(states, connectionId);
  return { wait: (wantedMs) => untilNextPoll(wantedMs, { attention, standstill, signal }) };
}

const executionRole = async (session: Session, { experiment }: RunRecord): Promise<string> =>
  experiment.output.roleArn ?? (await session.destination()).roleArn;

/** Nothing ends the cost of such an endpoint, so a button that is pressed by habit is not enough. Throws Cancelled. */
async function confirmNoLease(endpointName: string): Promise<void> {
  await ask({
    title: vscode.l10n.t('Deploy without a lease'),
    prompt: vscode.l10n.t(
      'The endpoint lease is set to 0, so {0} is billed until you delete it. Enter its name to deploy it without a lease.',
      endpointName,
    ),
    placeHolder: endpointName,
    problem: (typed) =>
      typed === endpointName ? undefined : vscode.l10n.t('This is not {0}.', endpointName),
  });
}

function warnUnscheduled(endpointName: string, why: unknown): void {
  warn(
    vscode.l10n.t(
      'AWS will not delete {0} when its lease ends: keep a VS Code window open, or delete the endpoint when you are done. {1}',
      endpointName,
      explain(why).message,
    ),
  );
}
