import { describe, expect, test, vi } from 'vitest';
import { dataFailure } from '../../data/shapes/failures.ts';
import { Cancelled } from '../../platform/cancellation.ts';
import { connectPage, failureMessage } from './connectPage.ts';
import type { PageHostOptions } from './connectPage.ts';
import { pageMessageSchema } from '../contract/messages.ts';
import type { PageContract } from '../contract/messages.ts';

const vscode = vi.hoisted(() => ({ shown: [] as string[] }));
vi.mock('vscode', () => ({
  env: { language: 'de' },
  commands: { executeCommand: () => Promise.reject(new Error('the command is not there')) },
  window: { showErrorMessage: async (message: string) => void vscode.shown.push(message) },
  l10n: {
    bundle: { Copied: 'Kopiert' },
    t: (text: string, ...values: unknown[]) =>
      text.replaceAll(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)])),
  },
}));

type Contract = {
  requests: { choose: { request: Readonly<Record<string, never>>; response: null } };
  pushes: Record<string, never>;
};

describe('the host end of a page', () => {
  test('a cancelled dialog is reported as cancelled, without a message', async () => {
    const page = openPage(() => Promise.reject(new Cancelled()));
    page.send({ type: 'request', id: 7, name: 'choose', body: {} });
    await expect
      .poll(() => page.posted)
      .toContainEqual({
        type: 'failure',
        id: 7,
        failure: { code: 'cancelled', message: '', actions: [] },
      });
  });

  test('a page that is ready gets the language and its texts', () => {
    const page = openPage(() => Promise.resolve(null));
    page.send({ type: 'ready' });
    expect(page.posted).toEqual([
      { type: 'start', locale: 'de', strings: { Copied: 'Kopiert' }, identity: {} },
    ]);
  });

  test('a page gets its identity each time it grows, and when it is reloaded', () => {
    const page = openPage(() => Promise.resolve(null));
    page.host.identify({ servedJob: 'job-1' });
    page.send({ type: 'ready' });
    const told = expect.objectContaining({ type: 'start', identity: { servedJob: 'job-1' } });
    expect(page.posted).toEqual([told, told]);
  });

  test('a request that the contract does not know is refused', async () => {
    const page = openPage(() => Promise.resolve(null));
    page.send({ type: 'request', id: 1, name: 'toString', body: {} });
    await expect.poll(() => page.posted).toContainEqual(expect.objectContaining({ type: 'failure', id: 1 }));
  });

  test('a way out that opens a file with a long path comes back', () => {
    const file = `/${'folder/'.repeat(500)}salary.csv`;
    const failure = dataFailure('table-quotes', { file, line: 3 }, 'a quote is never closed');
    const [action] = failureMessage(failure).actions;
    expect(pageMessageSchema.safeParse({ type: 'action', action: action?.id }).success).toBe(true);
  });
});

test('a way out that fails is logged and shown', async () => {
  const page = openPage(() => Promise.resolve(null));
  page.send({ type: 'action', action: JSON.stringify({ kind: 'showLog' }) });
  await expect.poll(() => vscode.shown).toEqual([expect.stringContaining('the command is not there')]);
  expect(page.logged).toEqual([new Error('the command is not there')]);
});

test('an answer that comes after the panel has closed is sent to nobody', async () => {
  const { promise, release } = held();
  const page = openPage(() => promise.then(() => null));
  page.send({ type: 'request', id: 1, name: 'choose', body: {} });
  page.host.dispose();
  release();
  // Every answer that is under way has been given by the next turn.
  await new Promise((resolve) => setImmediate(resolve));
  expect(page.posted).toEqual([]);
  expect(page.logged).toEqual([]);
});

test('a message that cannot be delivered is logged', async () => {
  const page = openPage(
    () => Promise.resolve(null),
    () => Promise.reject(new Error('no webview')),
  );
  page.send({ type: 'ready' });
  await expect.poll(() => page.logged).toEqual([new Error('no webview')]);
});

/** A promise, and what fulfils it. */
function held() {
  let release = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { promise, release: () => release() };
}

function openPage(
  choose: PageHostOptions<Contract>['handlers']['choose'],
  deliver: () => Promise<void> = () => Promise.resolve(),
) {
  const posted: unknown[] = [];
  const logged: unknown[] = [];
  let send: (message: unknown) => void = () => undefined;
  const webview = {
    postMessage: (message: unknown) => {
      posted.push(message);
      return deliver();
    },
    onDidReceiveMessage: (listener: (message: unknown) => void) => {
      send = listener;
      return { dispose: () => undefined };
    },
  };
  const options = {
    schemas: { choose: { parse: (body: unknown) => body } },
    handlers: { choose },
    identity: {},
    onReady: () => undefined,
    log: { error: (error: unknown) => logged.push(error), warn: () => undefined },
  };
  // SAFETY: of a webview and its options, this is all that connectPage touches.
  const host = connectPage<Contract & PageContract>(webview as never, options as never);
  return { host, posted, logged, send: (message: unknown) => send(message) };
}
