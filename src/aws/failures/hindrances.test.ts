import { expect, test } from 'vitest';
import { recognise } from './errors.ts';
import { hindranceOf } from './hindrances.ts';

const thrown = (name: string, message = name, more: object = {}) =>
  recognise(Object.assign(new Error(message), { name, ...more }), 'ListTrainingJobs');

test.each([
  [thrown('ExpiredTokenException'), 'expired'],
  [thrown('UnauthorizedException'), 'expired'],
  [thrown('CredentialsProviderError', 'Could not load credentials'), 'signed-out'],
  [thrown('InvalidClientTokenId'), 'denied'],
  [thrown('RequestTimeTooSkewed'), 'denied'],
  [thrown('Error', 'no such host', { code: 'ENOTFOUND' }), 'offline'],
  [thrown('Error', 'self-signed', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }), 'offline'],
  [thrown('AccessDeniedException'), undefined],
  [thrown('ThrottlingException'), undefined],
  [new Error('anything'), undefined],
])('%s hinders every call: %s', (error, hindrance) => {
  expect(hindranceOf(error)).toBe(hindrance);
});
