import type { Connection } from './connections/types.ts';
import { prices } from './prices/prices.ts';

/** 'free' on the embedded server; 'unknown' when the price table has no entry: never estimated from another type or region. */
export type HourlyPrice = 'free' | 'unknown' | { readonly usdPerHour: number };

export type Use = 'hosting' | 'training';

/** On-demand price per hour of all instances of an endpoint. */
export function endpointPrice(
  connection: Connection,
  instanceType: string,
  instanceCount: number,
): HourlyPrice {
  return priceOf(connection, 'hosting', instanceType, instanceCount);
}

/** On-demand price per hour of all instances of a training job. */
export function trainingPrice(
  connection: Connection,
  instanceType: string,
  instanceCount: number,
): HourlyPrice {
  return priceOf(connection, 'training', instanceType, instanceCount);
}

/** US dollars that a training job costs if it runs until its time limit; undefined when free or unknown. */
export function maximumTrainingCostUsd(price: HourlyPrice, maxRuntimeSeconds: number): number | undefined {
  return typeof price === 'string' ? undefined : (price.usdPerHour * maxRuntimeSeconds) / 3600;
}

function priceOf(connection: Connection, use: Use, instanceType: string, instanceCount: number): HourlyPrice {
  if (connection.kind === 'local') return 'free';
  if (connection.kind === 'custom') return 'unknown';
  const usdPerHour = prices[connection.region]?.[use][instanceType];
  return usdPerHour === undefined ? 'unknown' : { usdPerHour: usdPerHour * instanceCount };
}

/** The region whose prices are compared when the connection itself has none. */
export const referenceRegion = 'us-east-1';

/** On-demand prices in the reference region. */
export function referencePrice(use: Use, instanceType: string, instanceCount: number): HourlyPrice {
  return priceOf(
    { kind: 'aws', profile: 'default', region: referenceRegion },
    use,
    instanceType,
    instanceCount,
  );
}
