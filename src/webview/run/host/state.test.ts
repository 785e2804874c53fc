import { describe, expect, test, vi } from 'vitest';
import { hyperparameterFacts } from '../../experiment/host/hyperparameterFacts.ts';
import { curvesOf, eventsOf, knownOf } from './state.ts';

vi.mock('vscode', () => ({ l10n: { bundle: undefined } }));

const details = { status: 'InProgress', hyperparameters: { epochs: '2000' } } as const;

function curvesAfter(epochCount: number) {
  const losses = [Array.from({ length: epochCount }, (_, epoch) => 1 / (epoch + 1))];
  return curvesOf(details, { losses, lossOf: 'train', events: [], best: undefined, stoppedEarly: false });
}

describe('the losses of a long training', () => {
  test('few epochs are sent whole', () => {
    expect(curvesAfter(3)).toMatchObject({ epochs: [1, 2, 3], epochCount: 3, losses: [[1, 1 / 2, 1 / 3]] });
    expect(curvesAfter(0)).toMatchObject({ epochs: [], epochCount: 0, losses: [[]] });
  });

  test.each([299, 300, 301, 1000, 1999, 2000])('of %i epochs at most 300 are sent, and the last', (count) => {
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

test('epochs without a gain in a row are one event, that of the last', () => {
  const event = (kind: 'improved' | 'no-gain', epoch: number) =>
    ({ kind, at: epoch, epoch, loss: 1, model: 0 }) as const;
  const events = [event('improved', 0), event('no-gain', 1), event('no-gain', 2), event('improved', 3)];
  const progress = { losses: [], lossOf: 'train', best: undefined, stoppedEarly: false } as const;
  // SAFETY: of the job only its transitions are read.
  const job = { transitions: [] } as unknown as Parameters<typeof eventsOf>[0];
  const told = eventsOf(job, { ...progress, events: [...events, event('no-gain', 4)] });
  expect(told.map(({ event }) => event)).toMatchObject([
    { kind: 'no-gain', epoch: 4 },
    { kind: 'improved', epoch: 3 },
    { kind: 'no-gain', epoch: 2, inARow: 2 },
    { kind: 'improved', epoch: 0 },
  ]);
});

test.each([{}, { loss: 'huber_loss' }, { optimizer: 'sgd' }])(
  'with %j the run knows the hyperparameters that the experiment offers',
  (given) => {
    const offered = hyperparameterFacts('regressor', given).filter(
      ({ name, needs }) => needs === undefined || name in given,
    );
    const filledIn = { predictor_type: 'regressor', feature_dim: '1', mini_batch_size: '5' };
    const { predictor_type: _, ...known } = knownOf({ hyperparameters: { ...filledIn, ...given } });
    expect(Object.keys(known).toSorted()).toEqual(offered.map(({ name }) => name).toSorted());
  },
);
