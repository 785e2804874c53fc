import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PredictState } from '../contract.ts';
import { watchEndpoint } from './watchEndpoint.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const fiveSeconds = 5000;

function watching(answers: (string | undefined | Error)[]) {
  let visible = true;
  // SAFETY: of the state, only the endpoint's status is read.
  const state = { kind: 'ready', endpoint: { status: 'InService' } } as PredictState;
  const seen: string[] = [];
  const watch = watchEndpoint({
    isVisible: () => visible,
    shown: () => state,
    status: async () => {
      const answer = answers.shift();
      seen.push('asked');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    onChange: () => void seen.push('changed'),
    onFailed: () => void seen.push('failed'),
  });
  return { watch, seen, hide: () => void (visible = false) };
}

describe('watching an endpoint', () => {
  test('notices within five seconds that another window deleted it', async () => {
    const { watch, seen } = watching(['InService', undefined]);
    await vi.advanceTimersByTimeAsync(fiveSeconds);
    expect(seen).toEqual(['asked']);
    await vi.advanceTimersByTimeAsync(fiveSeconds);
    expect(seen).toEqual(['asked', 'asked', 'changed']);
    watch.dispose();
    await vi.advanceTimersByTimeAsync(10 * fiveSeconds);
    expect(seen).toHaveLength(3);
  });

  test('asks nothing while the page is hidden, and at once when it is looked at again', async () => {
    const { watch, seen, hide } = watching(['Deleting']);
    hide();
    await vi.advanceTimersByTimeAsync(10 * fiveSeconds);
    expect(seen).toEqual([]);
    await watch.check();
    expect(seen).toEqual(['asked', 'changed']);
    watch.dispose();
  });

  test('reports that the endpoint could not be reached', async () => {
    const { watch, seen } = watching([new Error('offline')]);
    await watch.check();
    expect(seen).toEqual(['asked', 'failed']);
    watch.dispose();
  });
});
