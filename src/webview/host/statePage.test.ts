import { beforeEach, describe, expect, test, vi } from 'vitest';
import { FakePanel, Uri } from '../../../test/fakeVscode.ts';
import type { PageContract } from '../contract/messages.ts';
import { openStatePage } from './statePage.ts';
import type { StatePage } from './statePage.ts';

vi.mock('vscode', () => import('../../../test/fakeVscode.ts'));

type Contract = PageContract & {
  readonly requests: { count: { request: Readonly<Record<string, never>>; response: number } };
  readonly pushes: { readonly state: number; readonly update: string };
};

let panel: FakePanel;
beforeEach(() => void (panel = new FakePanel('linearLearner.data', 'Data')));

function open(send?: Parameters<typeof openStatePage<Contract>>[2]['send']): StatePage<Contract> {
  const services = {
    log: { error: () => undefined, warn: () => undefined },
    extensionUri: new Uri('/extension'),
  };
  const options = {
    page: 'data' as const,
    heading: 'salary.csv',
    identity: { uri: 'file:///salary.csv' },
    first: 0,
    schemas: { count: { parse: (body: unknown) => body } },
    handlers: (page: StatePage<Contract>) => ({ count: async () => page.state() }),
    ...(send === undefined ? {} : { send }),
  };
  // SAFETY: the fakes have the members of a panel, of services and of schemas that a state page uses.
  return openStatePage<Contract>(services as never, panel as never, options as never);
}

const states = () => panel.posted.filter((message) => JSON.stringify(message).includes('"name":"state"'));

describe('a page of one state', () => {
  test('sends each new state, and the last one to a page that comes back', () => {
    const page = open();
    page.show(1);
    page.show(2);
    panel.say({ type: 'ready' });
    expect(states()).toEqual([1, 2, 2].map((body) => ({ type: 'push', name: 'state', body })));
  });

  test('answers requests from the state of the moment', async () => {
    const page = open();
    page.show(7);
    panel.say({ type: 'request', id: 3, name: 'count', body: {} });
    await expect.poll(() => panel.posted).toContainEqual({ type: 'answer', id: 3, body: 7 });
  });

  test('sends only what changed when it is given how', () => {
    const page = open((host, before, next) => host.push('update', `${before} to ${next}`));
    page.show(5);
    expect(panel.posted).toEqual([{ type: 'push', name: 'update', body: '0 to 5' }]);
  });

  test('a closed panel disposes of what it owns, aborts its work, and is sent nothing more', () => {
    const page = open();
    const disposed: string[] = [];
    page.own(
      { dispose: () => void disposed.push('watcher') },
      { dispose: () => void disposed.push('timer') },
    );
    panel.dispose();
    page.show(1);
    expect(disposed).toEqual(['watcher', 'timer']);
    expect(page.signal.aborted).toBe(true);
    expect(page.state()).toBe(0);
    expect(panel.posted).toEqual([]);
  });

  test('has a document title and a heading from the start', () => {
    open();
    expect(panel.webview.html).toContain('<title>salary.csv</title>');
    expect(panel.webview.html).toContain('<h1>salary.csv</h1>');
  });
});
