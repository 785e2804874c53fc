import { expect, test } from 'vitest';
import { isSignInPage } from './signInPage.ts';

test.each([
  'https://acme.awsapps.com/start/#/device?user_code=ABCD-EFGH',
  'https://device.sso.eu-west-1.amazonaws.com/?user_code=ABCD-EFGH',
  'https://ssoins-7223.portal.us-east-1.app.aws/#/device',
  'https://start.us-gov-home.awsapps.com/directory/acme',
  'https://device.sso.cn-north-1.amazonaws.com.cn/',
])('%s is a page of AWS', (url) => {
  expect(isSignInPage(url, undefined)).toBe(true);
});

test.each([
  'http://acme.awsapps.com/start',
  'https://awsapps.com.evil.example/start',
  'https://evilawsapps.com/start',
  'https://evil.example/?x=.awsapps.com',
  'https://acme.awsapps.com@evil.example/',
  'https://bucket.s3.amazonaws.com/device.html',
  'javascript:alert(1)',
  'file:///etc/passwd',
  '',
])('%s is none', (url) => {
  expect(isSignInPage(url, undefined)).toBe(false);
});

test('page of the configured endpoint is one, whichever its scheme', () => {
  expect(isSignInPage('http://localhost:4566/device', 'http://localhost:4566')).toBe(true);
  expect(isSignInPage('http://localhost:4567/device', 'http://localhost:4566')).toBe(false);
});
