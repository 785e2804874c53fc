import { AsyncLocalStorage } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';
import * as vscode from 'vscode';

/** Each bundle has modules of its own: they meet in a channel of Node. */
const slowCalls = channel('linear-learner.slow-calls');
const tasks = new AsyncLocalStorage<object>();

export const slowText = () => vscode.l10n.t('AWS is slowing requests down. They are tried again…');

/** Says that a call begins to wait noticeably because AWS throttles it, or no longer does; from within the call. */
export const reportSlowCall = (call: object, isSlow: boolean): void => slowCalls.publish({ call, isSlow });

/** Work, and whether a call that it makes is waiting for AWS. */
export interface SlowWork {
  readonly run: <T>(work: () => Promise<T>) => Promise<T>;
  /** `onChange` is called at each change from now on, and at once if a call is waiting. */
  readonly follow: (onChange: (isSlow: boolean) => void) => void;
}

export function openSlowWork(): SlowWork {
  const waiting = new Set<object>();
  const own = {};
  let onChange: (isSlow: boolean) => void = () => {};
  const hear = (message: unknown) => {
    if (tasks.getStore() !== own || !isReport(message)) return;
    const before = waiting.size > 0;
    if (message.isSlow) waiting.add(message.call);
    else waiting.delete(message.call);
    if (before !== waiting.size > 0) onChange(!before);
  };
  return {
    run: async (work) => {
      slowCalls.subscribe(hear);
      try {
        return await tasks.run(own, work);
      } finally {
        slowCalls.unsubscribe(hear);
      }
    },
    follow(listener) {
      onChange = listener;
      if (waiting.size > 0) listener(true);
    },
  };
}

const isReport = (message: unknown): message is { readonly call: object; readonly isSlow: boolean } =>
  typeof message === 'object' && message !== null && 'call' in message && 'isSlow' in message;
