import { ServiceError } from '../../../src/local/protocols/service.ts';
import { textOf } from '../calls.ts';
import type { Input, JsonOperations } from './json.ts';
import type { Quota, Quotas } from './quotas.ts';

interface Given {
  readonly quotas: Quotas;
  readonly accountId: string;
  readonly region: string;
}

const serviceCode = 'sagemaker';

export const quotaOperations: JsonOperations<Given> = {
  GetServiceQuota: {
    understood: ['ServiceCode', 'QuotaCode'],
    result: (given, input) => {
      const quota = quotaOf(given, input);
      if (quota.applied === undefined) throw noSuchResource();
      return { Quota: described(given, quota, quota.applied) };
    },
  },
  GetAWSDefaultServiceQuota: {
    understood: ['ServiceCode', 'QuotaCode'],
    result: (given, input) => {
      const quota = quotaOf(given, input);
      return { Quota: described(given, quota, quota.default) };
    },
  },
  ListServiceQuotas: {
    understood: ['ServiceCode', 'NextToken', 'MaxResults', 'QuotaCode', 'QuotaAppliedAtLevel'],
    result: (given, input) => {
      const wanted = textOf(input, 'QuotaCode');
      const applied = given.quotas.all.flatMap((quota) =>
        quota.applied === undefined || (wanted !== '' && quota.code !== wanted)
          ? []
          : [described(given, quota, quota.applied)],
      );
      return pageOf(input, applied);
    },
  },
  ListAWSDefaultServiceQuotas: {
    understood: ['ServiceCode', 'NextToken', 'MaxResults'],
    result: (given, input) =>
      pageOf(
        input,
        given.quotas.all.map((quota) => described(given, quota, quota.default)),
      ),
  },
};

const noSuchResource = () =>
  new ServiceError(
    'NoSuchResourceException',
    'The request failed because the specified service quota does not exist.',
  );
const illegal = (message: string) => new ServiceError('IllegalArgumentException', message);

function quotaOf({ quotas }: Given, input: Input): Quota {
  checkService(input);
  const code = textOf(input, 'QuotaCode');
  const quota = quotas.all.find((one) => one.code === code);
  if (quota === undefined) throw noSuchResource();
  return quota;
}

function checkService(input: Input): void {
  if (textOf(input, 'ServiceCode') !== serviceCode) throw noSuchResource();
}

const described = ({ accountId, region }: Given, { code, name }: Quota, value: number) => ({
  ServiceCode: serviceCode,
  ServiceName: 'Amazon SageMaker',
  QuotaArn: `arn:aws:servicequotas:${region}:${accountId}:${serviceCode}/${code}`,
  QuotaCode: code,
  QuotaName: name,
  Value: value,
  Unit: 'None',
  Adjustable: true,
  GlobalQuota: false,
  QuotaAppliedAtLevel: 'ACCOUNT',
});

const mostResults = 100;

function pageOf(input: Input, all: readonly object[]): object {
  checkService(input);
  const size = input['MaxResults'] ?? mostResults;
  if (typeof size !== 'number' || size < 1 || size > mostResults)
    throw illegal(`MaxResults must be from 1 to ${mostResults}`);
  const token = textOf(input, 'NextToken');
  const position = token === '' ? '0' : Buffer.from(token, 'base64url').toString();
  if (!/^\d+$/.test(position))
    throw new ServiceError('InvalidPaginationTokenException', 'Invalid pagination token was provided.');
  const start = Number(position);
  const end = Math.min(all.length, start + size);
  return {
    Quotas: all.slice(start, end),
    ...(end < all.length ? { NextToken: Buffer.from(String(end)).toString('base64url') } : {}),
  };
}
