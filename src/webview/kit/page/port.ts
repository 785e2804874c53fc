import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type {
  FailureMessage,
  HostMessage,
  PageContract,
  PageMessage,
  PageState,
  SharedRequests,
  StartMessage,
} from '../../contract/messages.ts';

interface WebviewApi {
  postMessage(message: PageMessage): void;
  getState(): PageState | undefined;
  setState(state: PageState): void;
}

declare function acquireVsCodeApi(): WebviewApi;

/** The host answered a request with a failure. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  constructor(readonly failure: FailureMessage) {
    super(failure.message);
  }
}

export interface Port<C extends PageContract> {
  /** Rejects with RequestFailed, or with the signal's reason when aborted. */
  request<N extends keyof C['requests'] & string>(
    name: N,
    body: C['requests'][N]['request'],
    options?: { readonly signal?: AbortSignal },
  ): Promise<C['requests'][N]['response']>;
  /** Takes one of the ways out that a failure offered. */
  readonly takeAction: (id: string) => void;
  readonly savedState: PageState | undefined;
  saveState(state: PageState): void;
}

interface Pending {
  resolve(body: unknown): void;
  reject(reason: unknown): void;
}

/** Opens the message port to the host and reports that the page is ready. */
export function connect<C extends PageContract>(listeners: {
  readonly onStart: (message: StartMessage) => void;
  readonly onPush: <N extends keyof C['pushes'] & string>(name: N, body: C['pushes'][N]) => void;
}): Port<C> {
  const api = acquireVsCodeApi();
  const pending = new Map<number, Pending>();
  let nextId = 0;

  window.addEventListener('message', (event: MessageEvent<HostMessage<C>>) => {
    const message = event.data;
    if (message.type === 'start') listeners.onStart(message);
    else if (message.type === 'push') listeners.onPush(message.name, message.body);
    else if (message.type === 'answer') settle(message.id)?.resolve(message.body);
    else settle(message.id)?.reject(new RequestFailed(message.failure));
  });

  function settle(id: number): Pending | undefined {
    const found = pending.get(id);
    pending.delete(id);
    return found;
  }

  function request<N extends keyof C['requests'] & string>(
    name: N,
    body: C['requests'][N]['request'],
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<C['requests'][N]['response']> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortReason(signal));
      const id = nextId++;
      pending.set(id, { resolve, reject });
      signal?.addEventListener('abort', () => {
        if (settle(id) === undefined) return;
        api.postMessage({ type: 'abort', id });
        reject(abortReason(signal));
      });
      api.postMessage({ type: 'request', id, name, body });
    });
  }

  const port: Port<C> = {
    request,
    takeAction: (action) => api.postMessage({ type: 'action', action }),
    savedState: api.getState(),
    saveState: (state) => api.setState(state),
  };
  api.postMessage({ type: 'ready' });
  return port;
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('Aborted', 'AbortError');
}

type SharedContract = {
  readonly requests: SharedRequests;
  readonly pushes: Readonly<Record<string, unknown>>;
};

/** The requests that parts of the kit make themselves: copying text, saving a picture. */
export const SharedPort = createContext<Pick<Port<SharedContract>, 'request'> | undefined>(undefined);

export function useSharedPort(): Pick<Port<SharedContract>, 'request'> {
  const port = useContext(SharedPort);
  if (port === undefined) throw new Error('Parts of the kit need a page started by startPage');
  return port;
}
