import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
} from '@aws-sdk/client-service-quotas';
import type { ServiceQuota } from '@aws-sdk/client-service-quotas';
import type { AwsClients } from './connections/clients.ts';
import type { Use } from './costs.ts';
import { call, required, unlessMissing } from './failures/call.ts';
import type { CallOptions } from './failures/call.ts';
import { hasCode } from './failures/errors.ts';
import { quotaCodes } from './quotaCodes.ts';
import { eachOf } from './s3/eachOf.ts';

/** How many instances of a type an account may use at once in a region. */
export interface InstanceQuota {
  readonly instanceType: string;
  readonly use: Use;
  readonly limit: number;
  /** AWS's code of the quota. */
  readonly code: string;
}

export interface QuotaSweep {
  readonly quotas: readonly InstanceQuota[];
  /** False when throttling ended it: the quotas that it lacks are unknown. */
  readonly isComplete: boolean;
}

const atOnce = 4;
const ServiceCode = 'sagemaker';

/**
 * Reads the quotas of all instance types whose codes are known. `first` are read before the others. Throttling ends the sweep with
 * what was read, since the SDK has waited and tried again by then. Throws 'access-denied' and what else the first call throws.
 */
export async function sweepQuotas(
  clients: AwsClients,
  first: readonly string[],
  signal?: AbortSignal,
): Promise<QuotaSweep> {
  const found: InstanceQuota[] = [];
  const isFirst = ({ instanceType }: { readonly instanceType: string }) => first.includes(instanceType);
  const wanted = Object.entries(quotaCodes)
    .flatMap(([instanceType, { hosting, training }]) => [
      ...(training === undefined ? [] : [{ instanceType, use: 'training', code: training } as const]),
      ...(hosting === undefined ? [] : [{ instanceType, use: 'hosting', code: hosting } as const]),
    ])
    .toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)));
  try {
    await eachOf(wanted, { atOnce, signal }, async ({ instanceType, use, code }) => {
      const limit = await limitOf(clients, code, signal);
      if (limit !== undefined) found.push({ instanceType, use, limit, code });
    });
    return { quotas: found, isComplete: true };
  } catch (error) {
    signal?.throwIfAborted();
    if (hasCode(error, 'throttled')) return { quotas: found, isComplete: false };
    throw error;
  }
}

/** The applied value, or AWS's default where none was ever applied; undefined where the region has no such quota. */
async function limitOf(
  clients: AwsClients,
  QuotaCode: string,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const input = { ServiceCode, QuotaCode };
  const quotas = clients.quotas();
  const applied = await unlessMissing(() =>
    call('GetServiceQuota', signal, (options) => quotas.send(new GetServiceQuotaCommand(input), options)),
  );
  if (applied !== undefined) return required(applied.Quota?.Value, 'GetServiceQuota', 'Quota');
  const byDefault = await unlessMissing(() =>
    call('GetAWSDefaultServiceQuota', signal, (options) =>
      quotas.send(new GetAWSDefaultServiceQuotaCommand(input), options),
    ),
  );
  return byDefault && required(byDefault.Quota?.Value, 'GetAWSDefaultServiceQuota', 'Quota');
}

const quotaName = /^(ml\.[\w.-]+) for (endpoint|training job) usage$/;

/** All quotas of instance types, found by their names: for types whose codes are not known. About 40 calls. */
export async function listInstanceQuotas(
  clients: AwsClients,
  signal?: AbortSignal,
): Promise<readonly InstanceQuota[]> {
  const config = { client: clients.quotas(), pageSize: 100 };
  const all = { ServiceCode };
  const read = (operation: string, pagesOf: (options: CallOptions) => AsyncIterable<QuotaPage>) =>
    call(operation, signal, async (options) => {
      const found: InstanceQuota[] = [];
      for await (const { Quotas = [] } of pagesOf(options))
        for (const quota of Quotas.flatMap(quotaOf)) found.push(quota);
      return found;
    });
  const [byDefault, applied] = await Promise.all([
    read('ListAWSDefaultServiceQuotas', (options) =>
      paginateListAWSDefaultServiceQuotas(config, all, options),
    ),
    read('ListServiceQuotas', (options) => paginateListServiceQuotas(config, all, options)),
  ]);
  return [...new Map([...byDefault, ...applied].map((quota) => [quota.code, quota])).values()];
}

interface QuotaPage {
  readonly Quotas?: ServiceQuota[] | undefined;
}

function quotaOf({ QuotaName = '', QuotaCode, Value }: ServiceQuota): readonly InstanceQuota[] {
  const [, instanceType, use] = quotaName.exec(QuotaName) ?? [];
  if (instanceType === undefined || QuotaCode === undefined || Value === undefined) return [];
  return [{ instanceType, use: use === 'endpoint' ? 'hosting' : 'training', limit: Value, code: QuotaCode }];
}
