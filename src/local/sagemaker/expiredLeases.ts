import { arnOf } from '../account.ts';
import { ServiceError } from '../protocols/service.ts';
import type { SageMakerContext } from './context.ts';
import { endpointOperations } from './endpoints.ts';

/** As the extension writes it: UTC, in whole seconds. */
const expiresTag = 'linear-learner:expires';

/** Deletes endpoints whose leases have ended. AWS does not interpret the tag: there a schedule does this. */
export async function deleteExpiredEndpoints(context: SageMakerContext): Promise<void> {
  const nowMs = context.clock().getTime();
  const { DeleteEndpoint } = endpointOperations(context);
  for (const { name } of context.endpoints.list()) {
    const expires = context.tags.get(arnOf(context.account, 'endpoint', name))?.tags[expiresTag];
    // An invalid time is never due.
    if (expires === undefined || !(Date.parse(expires) <= nowMs)) continue;
    try {
      await DeleteEndpoint?.({ EndpointName: name }, {});
    } catch (error) {
      // It is still Creating, or gone.
      if (!(error instanceof ServiceError)) context.onError(error);
    }
  }
}
