import { describe, expect, test } from 'vitest';
import { failureOf } from './failures.ts';
import { RequestFailed } from './port.ts';

describe('the message for a rejected request', () => {
  test('a failure of the host is shown, what the user cancelled is not', () => {
    const failure = { code: 'file-missing', message: 'salary.csv is not there.', actions: [] };
    expect(failureOf(new RequestFailed(failure))).toBe(failure);
    expect(failureOf(new RequestFailed({ code: 'cancelled', message: '', actions: [] }))).toBeUndefined();
    expect(failureOf(new DOMException('Aborted', 'AbortError'))).toBeUndefined();
  });

  test('what the page itself got wrong is named', () => {
    expect(failureOf(new Error('no canvas'))?.message).toContain('no canvas');
  });
});
