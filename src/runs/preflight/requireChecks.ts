import type { Prices } from '../prices/prices.ts';
import { stopsTraining } from './check.ts';
import type { Failed } from './check.ts';
import { checkFailed } from './errors.ts';
import type { QuotaSweeps } from './quotaSweeps.ts';
import { checkConnection } from './runChecks.ts';
import type { CheckRequest, CheckedSession } from './runChecks.ts';

/**
 * Checks what a training needs, before anything is billed. The failed checks that may be wrong. Throws the error of the credentials,
 * or 'check-failed' for the first check that is certain to have failed.
 */
export async function requireChecks(
  session: CheckedSession,
  request: CheckRequest & { readonly experimentPath: string },
  {
    refusal = checkFailed,
    ...options
  }: {
    readonly quotas: QuotaSweeps;
    readonly prices: Pick<Prices, 'rates'>;
    readonly signal: AbortSignal;
    /** Instead of 'check-failed'. */
    readonly refusal?: (experimentPath: string, failed: Parameters<typeof checkFailed>[1]) => Error;
  },
): Promise<readonly Failed[]> {
  const stopping = (await checkConnection(session, request, options)).filter(stopsTraining);
  for (const failed of stopping) {
    if (failed.mayBeWrong) continue;
    throw failed.check === 'credentials' ? failed.facts.error : refusal(request.experimentPath, failed);
  }
  return stopping;
}
