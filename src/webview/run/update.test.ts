import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LossCurves, ReadableEvent, RunFollowed } from './contract.ts';
import { updateBetween, updated } from './update.ts';

const improved = (epoch: number): ReadableEvent => ({
  at: `2026-01-01T00:00:${String(epoch % 60).padStart(2, '0')}.000Z`,
  event: { kind: 'improved', epoch, loss: 1 / (epoch + 1) },
});

function runAfter(epochCount: number, more: Partial<RunFollowed> = {}): RunFollowed {
  const epochs = Array.from({ length: epochCount }, (_, index) => index + 1);
  const losses = [0, 1].map((model) => epochs.map((epoch) => (model + 1) / epoch));
  return {
    kind: 'run',
    title: 'salary',
    connection: 'Local',
    job: {
      name: 'salary-1',
      status: 'InProgress',
      secondaryStatus: 'Training',
      createdAt: '2026-01-01T00:00:00.000Z',
      imageUri: 'image',
      roleArn: 'role',
      trainS3Uri: 's3://bucket/train',
      outputS3Uri: 's3://bucket/output',
      instanceType: 'ml.m5.large',
      instanceCount: 1,
      maxRuntimeSeconds: 3600,
      hyperparameters: { epochs: '1000' },
    },
    phases: [],
    curves: curves(epochs, losses),
    events: epochs.map((epoch) => improved(epoch - 1)).toReversed(),
    logLineCount: epochCount * 3,
    known: { epochs: { default: '15', hint: 'Passes over the data.' } },
    price: { kind: 'free' },
    ...more,
  };
}

const curves = (epochs: readonly number[], losses: readonly (readonly number[])[]): LossCurves => ({
  losses,
  epochs,
  epochCount: epochs.at(-1) ?? 0,
  lossOf: 'train',
  latest: losses[0]?.slice(-2) ?? [],
  plannedEpochs: 1000,
  stillFalling: false,
  stoppedEarly: false,
});

describe('updates of a run', () => {
  test('only the new epoch, its event and what changed', () => {
    const update = updateBetween(runAfter(200), runAfter(201));
    expect(update.changed).toEqual({ logLineCount: 603 });
    expect(update.events).toEqual({ added: [improved(200)], kept: 200 });
    expect(update.curves).toMatchObject({ kept: 200, epochs: [201], losses: [[1 / 201], [2 / 201]] });
  });

  test('nothing new is next to nothing', () => {
    expect(updateBetween(runAfter(50), runAfter(50))).toMatchObject({
      changed: {},
      gone: [],
      events: { added: [], kept: 50 },
      curves: { kept: 50, epochs: [], losses: [[], []] },
    });
  });

  test('a connection that is found again is no longer lost', () => {
    const lost = runAfter(3, { lost: { code: 'network-unreachable', message: 'lost', actions: [] } });
    const update = updateBetween(lost, runAfter(3));
    expect(update.gone).toEqual(['lost']);
    expect(updated(lost, update)).not.toHaveProperty('lost');
  });

  test('whatever came between, the page has what the host has', () => {
    const run = fc
      .record({
        epochs: fc.uniqueArray(fc.integer({ min: 1, max: 30 })),
        models: fc.integer({ min: 0, max: 3 }),
        value: fc.constantFrom(0.5, Number.NaN),
        events: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 6 }),
        logLineCount: fc.nat(9),
        title: fc.constantFrom('salary', 'loans'),
      })
      .map(({ epochs, models, value, events, ...more }) =>
        runAfter(0, {
          ...more,
          events: events.map(improved),
          curves: curves(
            epochs,
            Array.from({ length: models }, (_, model) =>
              epochs.map((epoch) => (epoch === 7 ? value : epoch + model)),
            ),
          ),
        }),
      );
    fc.assert(
      fc.property(run, run, (before, after) => {
        expect(updated(before, updateBetween(before, after))).toEqual(after);
      }),
    );
  });
});
