import type { AwsClients } from './connections/clients.ts';
import { deleteEndpointConfig, deleteWhenPossible, endpointStateForSure } from './deploy.ts';
import type { DeletionOptions } from './deploy.ts';
import { attemptOfResource } from './creation.ts';
import { partsInOrder } from './deploymentParts.ts';
import type { EndpointPart } from './deploymentParts.ts';
import { configArn, variantsOf } from './endpoints.ts';
import { deleteModel, modelArn } from './models.ts';
import { isPartUsed } from './partUse.ts';
import { findSchedule, removeSchedule } from './schedules.ts';
import { untilGone } from './untilGone.ts';

/** An endpoint and what it is made of; `endpoint` is undefined when it does not exist. */
export interface EndpointParts {
  readonly endpoint: { readonly arn: string; readonly createdAt: number } | undefined;
  readonly config: string;
  readonly models: readonly string[];
}

/** The parts of an endpoint. Where neither it nor its config exists, they have its name, as we give it to all of them. */
export async function endpointParts(
  clients: AwsClients,
  endpointName: string,
  options: DeletionOptions,
): Promise<EndpointParts> {
  const state = await endpointStateForSure(clients, endpointName, options);
  const config = state?.endpointConfigName ?? endpointName;
  const { modelNames } = await variantsOf(clients, config, options.signal);
  const models = modelNames.length === 0 ? [endpointName] : modelNames;
  return { endpoint: state && { arn: state.arn, createdAt: state.createdAt }, config, models };
}

/**
 * Deletes one part, an endpoint as soon as SageMaker allows it (not while Creating), and returns once the service no longer finds it.
 * Safe to call again: what is already gone is skipped.
 */
export async function deletePart(
  clients: AwsClients,
  part: EndpointPart,
  options: DeletionOptions,
): Promise<void> {
  const { signal } = options;
  switch (part.kind) {
    case 'endpoint':
      return deleteWhenPossible(clients, part.name, options);
    case 'config':
      await deleteEndpointConfig(clients, part.name, signal);
      return untilGone(
        part,
        async () => (await configArn(clients, part.name, signal)) !== undefined,
        options,
      );
    case 'model':
      await deleteModel(clients, part.name, signal);
      return untilGone(part, async () => (await modelArn(clients, part.name, signal)) !== undefined, options);
    case 'schedule':
      await removeSchedule(clients, part.name, signal);
      return untilGone(
        part,
        async () => (await findSchedule(clients, part.name, signal)) !== undefined,
        options,
      );
  }
}

/** Deletes an endpoint, its config and, if `alsoModel`, its models, and returns when they are gone. */
export async function deleteEndpoint(
  clients: AwsClients,
  { endpointName, alsoModel }: { readonly endpointName: string; readonly alsoModel: boolean },
  options: DeletionOptions,
): Promise<void> {
  const { config, models } = await endpointParts(clients, endpointName, options);
  for (const part of partsInOrder(endpointName, config, alsoModel ? models : []))
    await deletePart(clients, part, options);
}

/** Whether every model of these endpoints carries our tags, and nothing else uses one of them. */
export async function servesAlone(
  clients: AwsClients,
  endpointNames: readonly string[],
  options: DeletionOptions,
): Promise<boolean> {
  const { signal } = options;
  const parts = await Promise.all(endpointNames.map((name) => endpointParts(clients, name, options)));
  const configs = parts.map(({ config }) => config);
  const own = { endpointNames, configs };
  for (const name of configs)
    if (await isPartUsed(clients, { kind: 'config', name }, own, signal)) return false;
  for (const name of new Set(parts.flatMap(({ models }) => models))) {
    const arn = await modelArn(clients, name, signal);
    if (arn === undefined || (await attemptOfResource(clients, arn, signal)) === undefined) return false;
    if (await isPartUsed(clients, { kind: 'model', name }, own, signal)) return false;
  }
  return true;
}
