import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';

const patienceMs = 10_000;
const pauseMs = 50;

/**
 * Waits until `read` gives `expected`, for a page renders after the click that asks for it; after ten seconds it fails
 * with what was read last.
 */
export async function becomes(read, expected) {
  const end = performance.now() + patienceMs;
  for (;;) {
    const actual = await read();
    try {
      assert.deepEqual(actual, expected);
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await setTimeout(pauseMs);
  }
}
