import * as vscode from 'vscode';
import { connectionLabel } from '../aws/connections/types.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { Cancelled } from '../platform/cancellation.ts';
import { isStep, takeStep } from '../platform/checkFixes.ts';
import { checkText, fixText } from '../platform/explanations/checkWords.ts';
import { explain } from '../platform/messages.ts';
import { confirm } from '../platform/prompts.ts';
import type { Destination } from '../runs/destinations.ts';
import { requireChecks } from '../runs/preflight/requireChecks.ts';
import type { Session } from '../runs/session.ts';
import type { Services } from './services.ts';

interface Checking {
  readonly experiment: Experiment;
  readonly experimentPath: string;
  readonly destination: Destination;
  /** The user has confirmed where the data goes. */
  readonly isConfirmed: boolean;
  /** The caller has confirmed the training: a check that may be wrong does not hold it back. */
  readonly confirmed: boolean;
}

/**
 * Stops a training that would fail, before its cost is confirmed. Where the checks may be wrong, the user decides. Throws what
 * `requireChecks` does, and Cancelled.
 */
export async function confirmChecks(
  { quotas, prices, log }: Pick<Services, 'quotas' | 'prices' | 'log'>,
  session: Session,
  { confirmed, ...request }: Checking,
  signal: AbortSignal,
): Promise<void> {
  const doubtful = await requireChecks(session, request, { quotas: await quotas(), prices, signal });
  const texts = doubtful.map((check) => checkText(check, sayError));
  if (texts.length === 0) return;
  if (confirmed) {
    for (const text of texts) log.warn(text);
    return;
  }
  const anyway = vscode.l10n.t('Train Anyway');
  const steps = doubtful.flatMap(({ fixes }) => fixes.filter(isStep));
  const labels = [...new Set(steps.map(fixText))];
  const chosen = await confirm(
    vscode.l10n.t('Training on {0} would probably fail', connectionLabel(session.connection)),
    texts.join('\n'),
    anyway,
    ...labels,
  );
  if (chosen === anyway) return;
  const step = steps.find((one) => fixText(one) === chosen);
  if (step !== undefined) await takeStep(step);
  throw new Cancelled();
}

const sayError = (error: unknown) => explain(error).message;
