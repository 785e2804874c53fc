import { billsMoney, connectionLabel } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { costUsd, trainingPrice } from '../aws/costs.ts';
import type { RateBook } from '../aws/costs.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { headlessFailure } from './errors.ts';

/**
 * The most that a training may cost, in US dollars: as if it ran until its time limit. Throws 'cost-limit' when that is more than
 * `yesUpToUsd` or not agreed to, and 'price-unknown' for an instance type without a price.
 */
export function requireAffordable(
  connection: Connection,
  { training }: Pick<Experiment, 'training'>,
  yesUpToUsd: number | undefined,
  rates: RateBook,
): number {
  if (!billsMoney(connection)) return 0;
  const { instanceType, instanceCount, maxRuntimeSeconds } = training;
  const place = connectionLabel(connection);
  const price = trainingPrice(connection, instanceType, instanceCount, rates);
  const mostUsd = costUsd(price, maxRuntimeSeconds);
  const facts = { connection: place, instanceType, instanceCount, maxRuntimeSeconds };
  if (mostUsd === undefined || price.kind !== 'known')
    throw headlessFailure(
      'price-unknown',
      facts,
      `Not started: the price of training on ${instanceType} at ${place} is unknown here, so --yes-up-to cannot bound it. In VS Code, run Refresh Prices or Set Rate; or choose another instance type in the experiment, or train it from VS Code.`,
    );
  if (yesUpToUsd !== undefined && mostUsd <= yesUpToUsd) return mostUsd;
  const { usdPerHour, publishedOn } = price;
  const arithmetic = `${instanceCount} × ${instanceType} at $${usdText(usdPerHour / instanceCount)} an hour (${publishedOn}), for at most ${maxRuntimeSeconds} seconds: $${usdText(mostUsd)}`;
  const limit = yesUpToUsd === undefined ? {} : { yesUpToUsd };
  throw headlessFailure(
    'cost-limit',
    { ...facts, usdPerHour, mostUsd, ...limit },
    yesUpToUsd === undefined
      ? `Not started: training at ${place} is billed. ${arithmetic}. Pass --yes-up-to ${usdText(mostUsd)} to allow it.`
      : `Not started: training at ${place} may cost more than --yes-up-to ${usdText(yesUpToUsd)}. ${arithmetic}. Lower the experiment's maxRuntimeSeconds or raise the limit.`,
  );
}

/** Rounded up, so that agreeing to what is shown is enough. */
const usdText = (usd: number) => String(Math.ceil(usd * 1e4 - 1e-6) / 1e4);
