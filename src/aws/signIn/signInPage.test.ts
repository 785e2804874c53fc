import { expect, test } from 'vitest';
import { isSignInPage } from './signInPage.ts';

test.each([
  'https://acme.awsapps.com/start/#/device?user_code=ABCD-EFGH',
  'https://device.sso.eu-west-1.amazonaws.com/?user_code=ABCD-EFGH',
  'https://ssoins-7223.portal.us-east-1.app.aws/#/device',
  'https://start.us-gov-home.awsapps.com/directory/acme',
])('%s is a page of AWS', (url) => {
  expect(isSignInPage(url, { region: 'eu-west-1', oidcUrl: undefined })).toBe(true);
});

test.each([
  ['https://acme.awsapps.cn/start/#/device', 'cn-north-1', 'eu-west-1'],
  ['https://device.sso.cn-north-1.amazonaws.com.cn/', 'cn-northwest-1', 'us-gov-west-1'],
  ['https://device.sso.us-gov-west-1.amazonaws.com/', 'us-gov-east-1', 'us-east-1'],
  ['https://device.sso.eu-west-1.amazonaws.com/', 'us-east-1', 'cn-north-1'],
  ['https://acme.awsapps.com/start', 'us-gov-west-1', 'cn-north-1'],
])('%s is a page for %s, and none for %s', (url, region, elsewhere) => {
  expect(isSignInPage(url, { region, oidcUrl: undefined })).toBe(true);
  expect(isSignInPage(url, { region: elsewhere, oidcUrl: undefined })).toBe(false);
});

test.each([
  'http://acme.awsapps.com/start',
  'https://awsapps.com.evil.example/start',
  'https://evilawsapps.com/start',
  'https://evil.example/?x=.awsapps.com',
  'https://acme.awsapps.com@evil.example/',
  'https://bucket.s3.amazonaws.com/device.html',
  'https://device.sso.eu-west-1.amazonaws.com.cn/',
  'https://device.sso.eu-west-1.amazonaws.com.evil.example/',
  'https://acme.awsapps.com:pass@evil.example/',
  'https://acme.awsapps.cоm/start',
  'vscode://publisher.extension/run',
  'javascript:alert(1)',
  'file:///etc/passwd',
  '',
])('%s is none', (url) => {
  expect(isSignInPage(url, { region: 'eu-west-1', oidcUrl: undefined })).toBe(false);
});

test('page of the configured endpoint is one, whichever its scheme', () => {
  const place = { region: 'eu-west-1', oidcUrl: 'http://localhost:4566' };
  expect(isSignInPage('http://localhost:4566/device', place)).toBe(true);
  expect(isSignInPage('http://localhost:4567/device', place)).toBe(false);
});
