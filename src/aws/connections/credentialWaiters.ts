import type { MiddlewareStack } from '@smithy/types';

/**
 * The calls that wait for the credentials of a connection. They share one fetch of them, which is aborted when the last call that can be
 * cancelled was: lists that refresh by themselves do not keep it waiting.
 */
export interface CredentialWaiters {
  /** Waits for work that needs credentials first; throws the signal's reason at once until it calls `hasThem`. */
  until<T>(signal: AbortSignal, work: (hasThem: () => void) => Promise<T>): Promise<T>;
  /** Fetches credentials, until nobody waits for them any more. */
  fetch<T>(fetcher: (cancelled: AbortSignal) => Promise<T>): Promise<T>;
}

export function openCredentialWaiters(): CredentialWaiters {
  const waiting = new Set<object>();
  const fetches = new Set<AbortController>();
  const cancel = (waiter: object) => {
    if (!waiting.delete(waiter) || waiting.size > 0) return;
    for (const one of fetches) one.abort();
  };
  return {
    async until(signal, work) {
      signal.throwIfAborted();
      const waiter = {};
      waiting.add(waiter);
      const ended = new AbortController();
      const leave = () => {
        waiting.delete(waiter);
        ended.abort();
      };
      const aborted = new Promise<never>((_, reject) => {
        const stop = () => {
          cancel(waiter);
          reject(signal.reason);
        };
        signal.addEventListener('abort', stop, { once: true, signal: ended.signal });
      });
      try {
        return await Promise.race([work(leave), aborted]);
      } finally {
        leave();
      }
    },
    async fetch(fetcher) {
      const controller = new AbortController();
      fetches.add(controller);
      try {
        return await fetcher(controller.signal);
      } finally {
        fetches.delete(controller);
      }
    },
  };
}

interface Sender {
  send: (
    command: { readonly middlewareStack: MiddlewareStack<object, object> },
    options?: { readonly abortSignal?: AbortSignal },
  ) => Promise<unknown>;
}

/** Lets calls of a client end when they are aborted before they have credentials, which the SDK does not look at until then. */
export function endWhileWaiting(client: object, waiters: CredentialWaiters): void {
  // SAFETY: every client of the SDK sends commands in this way; callbacks are not used.
  const sender = client as Sender;
  const send = sender.send.bind(client);
  sender.send = (command, options) => {
    const signal = options?.abortSignal;
    if (signal === undefined) return send(command, options);
    return waiters.until(signal, (hasThem) => {
      command.middlewareStack.add(
        (next) => (args) => {
          hasThem();
          return next(args);
        },
        // Credentials are fetched in the step before.
        { step: 'build' },
      );
      return send(command, options);
    });
  };
}
