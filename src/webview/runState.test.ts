import { describe, expect, test, vi } from 'vitest';
import { curvesOf } from './runState.ts';

vi.mock('vscode', () => ({ l10n: { bundle: undefined } }));

const details = { status: 'InProgress', hyperparameters: { epochs: '2000' } } as const;

function curvesAfter(epochCount: number) {
  const losses = [Array.from({ length: epochCount }, (_, epoch) => 1 / (epoch + 1))];
  return curvesOf(details, { losses, lossOf: 'train', events: [], best: undefined, stoppedEarly: false });
}

describe('the losses of a long training', () => {
  test('few epochs are told whole', () => {
    expect(curvesAfter(3)).toMatchObject({ epochs: [1, 2, 3], epochCount: 3, losses: [[1, 1 / 2, 1 / 3]] });
    expect(curvesAfter(0)).toMatchObject({ epochs: [], epochCount: 0, losses: [[]] });
  });

  test.each([299, 300, 301, 1000, 1999, 2000])('of %i epochs at most 300 are told, and the last', (count) => {
    const { epochs, losses } = curvesAfter(count);
    expect(epochs.length).toBeLessThanOrEqual(300);
    expect([epochs[0], epochs.at(-1)]).toEqual([1, count]);
    expect(losses[0]).toEqual(epochs.map((epoch) => 1 / epoch));
  });

  test('one epoch more changes at most the last two', () => {
    const before = curvesAfter(1500).epochs;
    expect(curvesAfter(1501).epochs.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
  });
});
