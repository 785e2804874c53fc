import { expect, test } from 'vitest';
import type { LossCurves } from '../contract.ts';
import { epochSentence } from './epochs.ts';

const curves: LossCurves = {
  losses: [],
  epochs: [],
  epochCount: 15,
  lossOf: 'train',
  best: { model: 12, loss: 0.4593, epoch: 9 },
  latest: [0.4644, 0.4645],
  plannedEpochs: 15,
  stillFalling: false,
  stoppedEarly: false,
};

test('the sentence on an epoch gives the best loss so far, which may be of an earlier epoch', () => {
  expect(epochSentence({ curves })).toBe('Epoch 15: best loss so far 0.4593');
});
