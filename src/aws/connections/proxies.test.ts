import { expect, test } from 'vitest';
import { proxyOf, withoutCredentials } from './proxies.ts';
import { supportsProxies } from './transport.ts';

const s3 = { protocol: 'https:', hostname: 's3.eu-west-1.amazonaws.com' };
const proxy = 'http://proxy:3128/';

test.each<[string, object, Record<string, string>, string | undefined]>([
  ['nothing set', {}, {}, undefined],
  ['http.proxy', { proxy: 'http://proxy:3128' }, {}, proxy],
  ['http.proxy without a scheme', { proxy: 'proxy:3128' }, {}, proxy],
  ['http.proxy beside the environment', { proxy }, { HTTPS_PROXY: 'http://other' }, proxy],
  ['proxies switched off', { proxy, support: 'off' }, { HTTPS_PROXY: proxy }, undefined],
  ['an empty http.proxy', { proxy: ' ' }, { HTTPS_PROXY: proxy }, proxy],
  ['lower case', {}, { https_proxy: proxy, HTTPS_PROXY: 'http://other' }, proxy],
  ['ALL_PROXY', {}, { ALL_PROXY: proxy }, proxy],
  ["HTTP_PROXY, which is not https's", {}, { HTTP_PROXY: proxy }, undefined],
  ['http.noProxy', { proxy, noProxy: ['.amazonaws.com'] }, {}, undefined],
  ['NO_PROXY', { proxy }, { NO_PROXY: 'example.com, amazonaws.com' }, undefined],
  ['no_proxy of everything', { proxy }, { no_proxy: '*' }, undefined],
  ['a wildcard', { proxy, noProxy: ['*.amazonaws.com'] }, {}, undefined],
  ['its port', { proxy, noProxy: ['amazonaws.com:443'] }, {}, undefined],
  ['another port', { proxy, noProxy: ['amazonaws.com:8443'] }, {}, proxy],
  ['the end of a word', { proxy, noProxy: ['naws.com'] }, {}, proxy],
])('%s: %j', (_, settings, env, expected) => {
  expect(proxyOf(s3, settings, env)).toBe(expected);
});

test.each([
  ['localhost', undefined],
  ['127.0.0.1', undefined],
  ['::1', undefined],
  ['10.1.2.3', undefined],
  ['11.1.2.3', proxy],
])('%s with 10.0.0.0/8 excluded', (hostname, expected) => {
  expect(proxyOf({ protocol: 'https:', hostname }, { proxy, noProxy: ['10.0.0.0/8'] }, {})).toBe(expected);
});

test('a proxy that is no URL is refused, without its credentials', () => {
  expect(() => proxyOf(s3, { proxy: 'ftp://ada:secret@proxy' }, {})).toThrow(
    expect.objectContaining({ code: 'proxy-invalid', facts: { source: 'http.proxy', url: 'ftp://proxy' } }),
  );
  expect(withoutCredentials('ada:secret@proxy:3128')).toBe('proxy:3128');
});

test.each([
  ['20.19.0', false],
  ['22.20.1', false],
  ['22.21.0', true],
  ['24.4.0', false],
  ['24.5.0', true],
  ['26.0.0', true],
])('Node %s has proxies in its agents: %s', (version, expected) => {
  expect(supportsProxies(version)).toBe(expected);
});
