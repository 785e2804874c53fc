import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openClients } from '../../../src/aws/connections/clients.ts';
import { whoAmI } from '../../../src/aws/identity.ts';
import { signInSource, signInToSso } from '../../../src/aws/signIn/signIn.ts';
import type { SsoSignIn } from '../../../src/aws/signIn/signIn.ts';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';
import { first, hour } from './fakeClients.ts';
import { openSharedConfig } from './sharedConfig.ts';
import type { SharedConfigFolder } from './sharedConfig.ts';

let fake: FakeAws;
let shared: SharedConfigFolder;
beforeAll(async () => {
  shared = await openSharedConfig();
  fake = await openFakeAws({ accounts: [first] });
  const { sso } = fake.cloud;
  sso.assign(fake.account(first), 'Science');
  const role = `sso_account_id = ${first}\nsso_role_name = Science\nregion = us-east-1\nendpoint_url = ${fake.url}\n`;
  await shared.write(
    `[sso-session acme]\nsso_start_url = ${sso.startUrl}\nsso_region = ${sso.region}\n[profile science]\nsso_session = acme\n${role}[profile older]\nsso_start_url = ${sso.startUrl}\nsso_region = ${sso.region}\n${role}`,
  );
});
beforeEach(() => {
  fake.cloud.sso.allows = true;
  fake.cloud.sso.devicePage = undefined;
  fake.cloud.sso.intervalSeconds = 1;
  fake.setFaults();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await fake.stop();
  await shared.remove();
});

async function ssoOf(profile: string): Promise<SsoSignIn['source']> {
  const source = await signInSource(profile);
  return source?.kind === 'sso' ? source : expect.fail(`${profile} does not sign in with SSO`);
}

const texts = { done: 'Signed in.', failed: 'Not signed in.' };

/** A browser that goes where it is led; `change` is what someone in between does to the address. */
function openBrowser(change: (address: URL) => void = () => undefined) {
  const seen: { page: URL | undefined; text: string } = { page: undefined, text: '' };
  let arrived: Promise<void> | undefined;
  const visit = async (page: URL) => {
    const led = await fetch(page, { redirect: 'manual' });
    const back = new URL(led.headers.get('location') ?? expect.fail(`${page.href} leads nowhere`));
    change(back);
    seen.text = await (await fetch(back)).text();
  };
  const openPage = async (url: string) => {
    seen.page = new URL(url);
    arrived = visit(seen.page);
  };
  const way = { kind: 'browser', openPage, texts } as const;
  return { seen, way, arrival: () => arrived };
}

const arnOf = async (profile: string) =>
  (await whoAmI(await openClients({ kind: 'aws', profile, region: 'us-east-1' }))).arn;

const cachePath = (name: string) =>
  join(shared.home, '.aws', 'sso', 'cache', `${createHash('sha1').update(name).digest('hex')}.json`);

test.each([
  ['science', () => 'acme'],
  ['older', () => fake.cloud.sso.startUrl],
])(
  'profile %s calls with the token that the browser brought, kept as the CLI keeps it',
  async (profile, key) => {
    const browser = openBrowser();
    await expect(arnOf(profile)).rejects.toMatchObject({ code: 'not-signed-in' });
    await signInToSso({ source: await ssoOf(profile), label: profile, way: browser.way, signal: undefined });
    await browser.arrival();
    expect(browser.seen.text).toBe(texts.done);
    expect(await arnOf(profile)).toMatch(/assumed-role\/AWSReservedSSO_Science_/);
    const path = cachePath(key());
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const text = expect.stringMatching(/./);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      startUrl: fake.cloud.sso.startUrl,
      region: 'us-east-1',
      accessToken: text,
      expiresAt: time,
      clientId: text,
      clientSecret: text,
      registrationExpiresAt: time,
      refreshToken: text,
    });
    const port = browser.seen.page?.searchParams.get('redirect_uri') ?? '';
    await expect(fetch(port)).rejects.toThrow();
  },
);

test('sign-in that the user declines is refused, and closes its port', async () => {
  fake.cloud.sso.allows = false;
  const browser = openBrowser();
  const signingIn = signInToSso({
    source: await ssoOf('science'),
    label: 'science@us-east-1',
    way: browser.way,
    signal: undefined,
  });
  await expect(signingIn).rejects.toMatchObject({
    code: 'sign-in-failed',
    facts: { label: 'science@us-east-1', reason: 'refused' },
  });
  await browser.arrival();
  expect(browser.seen.text).toBe(texts.failed);
  await expect(fetch(browser.seen.page?.searchParams.get('redirect_uri') ?? '')).rejects.toThrow();
});

test('answer with the state of another sign-in is not used', async () => {
  const browser = openBrowser((address) => address.searchParams.set('state', 'guessed'));
  const signingIn = signInToSso({
    source: await ssoOf('science'),
    label: 'science',
    way: browser.way,
    signal: undefined,
  });
  await expect(signingIn).rejects.toMatchObject({ facts: { reason: 'other-answer' } });
  expect(fake.operations).not.toContain('CreateToken');
});

test('sign-in that nobody finishes ends by itself, and at once when it is cancelled', async () => {
  const source = await ssoOf('science');
  const pages: string[] = [];
  const way = { kind: 'browser', openPage: async (url: string) => void pages.push(url), texts } as const;
  const late = signInToSso({ source, label: 'science', way, signal: undefined, limitMs: 300 });
  await expect(late).rejects.toMatchObject({ facts: { reason: 'late' } });
  const controller = new AbortController();
  const openPage = async () => controller.abort(new Error('cancelled'));
  const cancelled = signInToSso({
    source,
    label: 'science',
    way: { ...way, openPage },
    signal: controller.signal,
  });
  await expect(cancelled).rejects.toThrow('cancelled');
  await expect(fetch(new URL(pages[0] ?? '').searchParams.get('redirect_uri') ?? '')).rejects.toThrow();
});

test('device is signed in once its code is approved, and polls less often when it is too fast', async () => {
  const { sso } = fake.cloud;
  const waits: number[] = [];
  let userCode = '';
  await signInToSso({
    source: await ssoOf('science'),
    label: 'science',
    signal: undefined,
    way: {
      kind: 'device',
      showCode: async (code) => {
        userCode = code.userCode;
        expect(code.page).toBe(`${sso.startUrl}/#/device?user_code=${userCode}`);
      },
      wait: async (milliseconds) => {
        waits.push(milliseconds);
        if (waits.length === 3) sso.decide(userCode, 'approved');
        if (waits.length === 3) fake.pass(hour / 60);
      },
    },
  });
  expect(waits[0]).toBe(1000);
  expect(waits.at(-1)).toBeGreaterThan(1000);
  expect(await arnOf('science')).toMatch(/assumed-role/);
});

test('declined device is refused', async () => {
  const way: SsoSignIn['way'] = {
    kind: 'device',
    showCode: async ({ userCode }) => fake.cloud.sso.decide(userCode, 'denied'),
    wait: async () => undefined,
  };
  const signingIn = signInToSso({ source: await ssoOf('science'), label: 's', signal: undefined, way });
  await expect(signingIn).rejects.toMatchObject({ facts: { reason: 'refused' } });
});

test.each([
  'https://evil.example/#/device',
  'https://acme.awsapps.com@evil.example/device',
  'https://acme.awsapps.cn/start',
  'javascript:alert(1)//',
])('device page %s is neither shown nor polled for', async (page) => {
  fake.cloud.sso.devicePage = page;
  const showCode = vi.fn(async () => undefined);
  const way: SsoSignIn['way'] = { kind: 'device', showCode };
  const signingIn = signInToSso({ source: await ssoOf('science'), label: 's', signal: undefined, way });
  await expect(signingIn).rejects.toMatchObject({
    code: 'sign-in-failed',
    facts: { reason: 'host', detail: expect.stringContaining(page) },
  });
  expect(showCode).not.toHaveBeenCalled();
  expect(fake.operations).not.toContain('CreateToken');
});

test('an ignored device code ends the sign-in when it expires, and at once when cancelled', async () => {
  const source = await ssoOf('science');
  const controller = new AbortController();
  const way = (onShown: () => void): SsoSignIn['way'] => ({
    kind: 'device',
    showCode: async () => {
      onShown();
      await new Promise<void>(() => undefined);
    },
  });
  const late = signInToSso({
    source,
    label: 's',
    signal: undefined,
    limitMs: 300,
    way: way(() => undefined),
  });
  await expect(late).rejects.toMatchObject({ facts: { reason: 'late' } });
  const cancelled = signInToSso({
    source,
    label: 's',
    signal: controller.signal,
    way: way(() => controller.abort(new Error('cancelled'))),
  });
  await expect(cancelled).rejects.toThrow('cancelled');
  expect(fake.operations).not.toContain('CreateToken');
});

test.each([
  [0, 1000],
  [1e9, 60_000],
])('interval of %d seconds makes the device wait for %d ms', async (seconds, milliseconds) => {
  fake.cloud.sso.intervalSeconds = seconds;
  const waits: number[] = [];
  const way: SsoSignIn['way'] = {
    kind: 'device',
    showCode: async ({ userCode }) => fake.cloud.sso.decide(userCode, 'denied'),
    wait: async (given) => void waits.push(given),
  };
  const signingIn = signInToSso({ source: await ssoOf('science'), label: 's', signal: undefined, way });
  await expect(signingIn).rejects.toMatchObject({ facts: { reason: 'refused' } });
  expect(waits).toEqual([milliseconds]);
});
