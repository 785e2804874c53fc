import * as vscode from 'vscode';
import { billsMoney } from '../aws/connections/types.ts';
import type { EndpointDetails, EndpointSummary } from '../aws/endpoints.ts';
import { runCommand } from '../contributions/runCommand.ts';
import { isFailure } from '../learner/errors.ts';
import { isCancelled } from '../platform/cancellation.ts';
import { explain } from '../platform/messages.ts';
import { withProgress } from '../platform/progress.ts';
import { confirm, tell } from '../platform/prompts.ts';
import { deleteOnRecord } from '../runs/deleteOnRecord.ts';
import type { Deletion, DeletionRequest } from '../runs/deleteOnRecord.ts';
import { runFailure } from '../runs/errors.ts';
import { livingEndpoints } from '../runs/ourEndpoints.ts';
import { ownEndpoints } from '../runs/ownEndpoints.ts';
import { runOfEndpoint } from '../runs/recipes.ts';
import type { Session } from '../runs/session.ts';
import { costOf } from '../views/endpointCosts.ts';
import type { Given } from './arguments.ts';
import { ownerText } from './endpointChoices.ts';
import { chooseEndpoint } from './endpoints.ts';
import { givenSession } from './givenSession.ts';
import type { Services } from './services.ts';

/**
 * Deletes an endpoint and its config, and, with `alsoModel` or if the user chooses so, its model. Asks for confirmation unless the
 * caller has confirmed, or names the endpoint where nothing is billed.
 */
export async function deleteEndpoint(services: Services, given: Given<'deleteEndpoint'> = {}): Promise<void> {
  const { endpointName: named, connectionId, confirmed, alsoModel: withModel } = given;
  const session = await givenSession(services, { connectionId });
  const endpointName = await chooseEndpoint(session, named, vscode.l10n.t('Delete which endpoint?'));
  const mayDelete = confirmed ?? (named !== undefined && !billsMoney(session.connection));
  const alsoModel = mayDelete ? withModel === true : await confirmDeletion(services, session, endpointName);
  await withProgress(vscode.l10n.t('Deleting {0}', endpointName), (signal) =>
    deleteOne(services, session, { endpointName, also: { config: true, model: alsoModel } }, signal),
  );
}

/** Deletes an endpoint and keeps its model and config, from which Redeploy makes the same again. Asks as `deleteEndpoint` does. */
export async function saveAndDelete(
  services: Services,
  { endpointName: named, connectionId, confirmed }: NonNullable<Given<'saveAndDelete'>> = {},
): Promise<{ trainingJobName?: string }> {
  const session = await givenSession(services, { connectionId });
  const placeHolder = vscode.l10n.t('Delete which endpoint, and keep its model?');
  const endpointName = await chooseEndpoint(session, named, placeHolder);
  const mayDelete = confirmed ?? (named !== undefined && !billsMoney(session.connection));
  if (!mayDelete)
    await confirm(
      vscode.l10n.t('Delete endpoint {0} and keep its model and configuration?', endpointName),
      [
        ...(await whoseLines(services, session, endpointName)),
        vscode.l10n.t('The model and configuration cost nothing. Redeploy creates a new endpoint from them.'),
      ].join('\n'),
      vscode.l10n.t('Save and Delete'),
    );
  const trainingJobName = await runOfEndpoint(session, services, endpointName).catch(() => undefined);
  await withProgress(vscode.l10n.t('Deleting {0}', endpointName), (signal) =>
    deleteOne(services, session, { endpointName, also: { config: false, model: false } }, signal),
  );
  if (trainingJobName === undefined) return {};
  tell(vscode.l10n.t('{0} was deleted; its model and configuration are kept.', endpointName), {
    label: vscode.l10n.t('Redeploy…'),
    run: () => runCommand('redeploy', { endpointName, connectionId: session.connectionId }),
  });
  return { trainingJobName };
}

const whatStays = () =>
  vscode.l10n.t(
    'The endpoint and its configuration are deleted. Delete the model too? Only its entry in SageMaker is deleted; the artifact in S3 stays, and Deploy creates the entry again.',
  );

/** A model of ours that nothing else serves goes by default. */
async function confirmDeletion(services: Services, session: Session, endpointName: string): Promise<boolean> {
  const { aws, pollIntervalMs } = session;
  const alone = vscode.l10n.t('Delete Endpoint');
  const withModel = vscode.l10n.t('Delete Endpoint and Model');
  const isUnused = await aws.servesAlone([endpointName], { pollIntervalMs }).catch(() => false);
  const [first, second] = isUnused ? [withModel, alone] : [alone, withModel];
  const title = vscode.l10n.t('Delete endpoint {0}?', endpointName);
  const detail = [...(await whoseLines(services, session, endpointName)), whatStays()].join('\n');
  return (await confirm(title, detail, first, second)) === withModel;
}

/** Owner and cost of an endpoint that may be somebody else's; nothing for one of the user's own, or that is gone. */
async function whoseLines(
  { ledger, prices }: Pick<Services, 'ledger' | 'prices'>,
  session: Session,
  endpointName: string,
): Promise<readonly string[]> {
  try {
    const sighting = await session.aws.sightEndpoint(endpointName);
    if (sighting.kind === 'missing') return [];
    const { details } = sighting;
    if ((await ownEndpoints(session, ledger))(details)) return [];
    return [
      vscode.l10n.t('It may be somebody else’s ({0}).', ownerText(details.guard?.owner)),
      costOf(session.connection, [details], await prices.rates()).text,
    ];
  } catch (error) {
    return [vscode.l10n.t('Its owner and its cost are unknown. {0}', explain(error).message)];
  }
}

async function deleteOne(
  { changed, deletionFailed, ledger }: Services,
  session: Session,
  request: Omit<DeletionRequest, 'by'>,
  signal: AbortSignal,
): Promise<void> {
  const { endpointName } = request;
  try {
    const deletion = await deleteOnRecord(session, ledger, { ...request, by: 'user' }, { signal });
    requireDone(endpointName, deletion);
  } catch (error) {
    const isGone = isFailure(error) && error.code === 'endpoint-partly-deleted';
    if (!isCancelled(error) && !isGone) deletionFailed(session.connectionId, endpointName);
    throw error;
  } finally {
    changed();
  }
}

/** Throws what keeps the endpoint alive, or 'endpoint-partly-deleted'. */
function requireDone(endpointName: string, deletion: Deletion): void {
  if (deletion.kind !== 'left') return;
  const { left, error } = deletion;
  if (left[0]?.kind === 'endpoint') throw error;
  const reason = explain(error).message;
  const facts = { endpointName, left, reason };
  throw runFailure('endpoint-partly-deleted', facts, `${endpointName}: ${reason}`);
}

/** Deletes every endpoint of this user, all at once, so that a slow or failing one does not keep others billed. Asks unless `confirmed`. */
export async function deleteAllEndpoints(
  services: Services,
  { confirmed, alsoModel: withModel }: NonNullable<Given<'deleteAllEndpoints'>> = {},
): Promise<void> {
  const session = await services.openSession();
  const { living, others } = await livingEndpoints(session, services.ledger);
  const isOwn = await ownEndpoints(session, services.ledger);
  const ours = living.filter(isOwn);
  const strangers = living.filter((one) => !isOwn(one));
  const leftAlone = [othersText(others.length), strangersText(strangers)].join(' ').trim();
  if (ours.length === 0) {
    tell([vscode.l10n.t('There is no endpoint to delete.'), leftAlone].join(' ').trim());
    return;
  }
  const alsoModel = confirmed === true ? withModel === true : await confirmAll(session, ours, leftAlone);
  await withProgress(vscode.l10n.t('Deleting endpoints'), async (signal, report) => {
    let done = 0;
    const outcomes = await Promise.allSettled(
      ours.map(async ({ endpointName, createdAt: createdAtMs }) => {
        const also = { config: true, model: alsoModel };
        await deleteOne(services, session, { endpointName, createdAtMs, also }, signal);
        done += 1;
        const message = vscode.l10n.t('{0} of {1}', done, ours.length);
        report({ message, fraction: done / ours.length });
      }),
    );
    signal.throwIfAborted();
    reportFailures(services, ours, outcomes);
  });
  tell(
    ours.length === 1
      ? vscode.l10n.t('1 endpoint was deleted.')
      : vscode.l10n.t('{0} endpoints were deleted.', ours.length),
  );
}

/** Models of ours that no other endpoint serves go by default. */
async function confirmAll(
  { aws, pollIntervalMs }: Session,
  ours: readonly EndpointSummary[],
  leftAlone: string,
): Promise<boolean> {
  const one = ours.length === 1;
  const withModels = one
    ? vscode.l10n.t('Delete Endpoint and Model')
    : vscode.l10n.t('Delete Endpoints and Models');
  const alone = one ? vscode.l10n.t('Delete Endpoint') : vscode.l10n.t('Delete Endpoints');
  const endpointNames = ours.map(({ endpointName }) => endpointName);
  const areUnused = await aws.servesAlone(endpointNames, { pollIntervalMs }).catch(() => false);
  const [first, second] = areUnused ? [withModels, alone] : [alone, withModels];
  const names = endpointNames.join(', ');
  const chosen = await confirm(
    one
      ? vscode.l10n.t('Delete endpoint {0}?', names)
      : vscode.l10n.t('Delete all {0} endpoints?', ours.length),
    [
      one ? '' : names,
      vscode.l10n.t(
        'The endpoints and their configurations are deleted. Deleting models deletes only their entries in SageMaker; the artifacts in S3 stay, and Deploy creates the entries again.',
      ),
      leftAlone,
    ]
      .filter((line) => line !== '')
      .join('\n'),
    first,
    second,
  );
  return chosen === withModels;
}

function othersText(count: number): string {
  if (count === 0) return '';
  return count === 1
    ? vscode.l10n.t('1 endpoint that Linear Learner did not create is left alone.')
    : vscode.l10n.t('{0} endpoints that Linear Learner did not create are left alone.', count);
}

/** Of endpoints with our tags that nothing shows to be this user's. */
function strangersText(strangers: readonly EndpointDetails[]): string {
  if (strangers.length === 0) return '';
  const names = strangers.map(({ endpointName, guard }) => `${endpointName} (${ownerText(guard?.owner)})`);
  return vscode.l10n.t('Left alone, as they may be somebody else’s: {0}.', names.join(', '));
}

function reportFailures(
  { log }: Services,
  ours: readonly EndpointSummary[],
  outcomes: readonly PromiseSettledResult<void>[],
): void {
  const failed = outcomes.flatMap((outcome, index) =>
    outcome.status === 'fulfilled'
      ? []
      : [{ name: ours[index]?.endpointName ?? '', reason: explain(outcome.reason).message }],
  );
  for (const { name, reason } of failed) log.error(`${name}: ${reason}`);
  const [first] = failed;
  if (first === undefined) return;
  const names = failed.map(({ name }) => name).join(', ');
  throw runFailure('endpoints-not-deleted', { names, reason: first.reason }, `${names}: ${first.reason}`);
}
