import { isFailure } from '../../learner/errors.ts';
import type { AwsFailureCode } from './facts.ts';

/** Reasons why every call of a connection fails. */
export type Hindrance = 'signed-out' | 'expired' | 'denied' | 'offline';

/** Failures that affect every call of the connection; all others concern one call. */
const hindrances = {
  'credentials-expired': 'expired',
  'not-signed-in': 'signed-out',
  'credentials-missing': 'signed-out',
  'mfa-code-needed': 'signed-out',
  'mfa-code-rejected': 'signed-out',
  'services-section-missing': 'signed-out',
  'endpoint-url-invalid': 'signed-out',
  'credentials-rejected': 'denied',
  'clock-skewed': 'denied',
  'network-unreachable': 'offline',
  'proxy-failed': 'offline',
  'certificate-untrusted': 'offline',
} as const satisfies Partial<Record<AwsFailureCode, Hindrance>>;

const byCode: ReadonlyMap<string, Hindrance> = new Map(Object.entries(hindrances));

/** What a failed call says about the calls after it; undefined when it says nothing. */
export const hindranceOf = (error: unknown): Hindrance | undefined =>
  isFailure(error) ? byCode.get(error.code) : undefined;
