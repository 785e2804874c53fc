import { randomBytes } from 'node:crypto';

/** 'linear-learner-YYYY-MM-DD-HH-MM-SS-mmm' in UTC, as the SageMaker Python SDK names its jobs. */
export function newJobName(now: Date): string {
  return `linear-learner-${now.toISOString().replaceAll(/[T:.]/g, '-').replace('Z', '')}`;
}

/** 'salary-8f3a12cd': short enough for a tree row, with a random suffix, so that what was meant for one endpoint never meets another. */
export function newEndpointName(stem: string): string {
  const cleaned = stem
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-zA-Z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
    .toLowerCase();
  return `${cleaned === '' ? 'endpoint' : cleaned}-${randomBytes(4).toString('hex')}`;
}
