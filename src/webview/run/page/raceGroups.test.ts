import { expect, test } from 'vitest';
import { raceGroups } from './raceGroups.ts';

const models = [0.005, 0.1].flatMap((learningRate) =>
  [0.0001, 0.01, 1, 100].flatMap((wd) => [
    { learningRate, wd },
    { learningRate, wd },
  ]),
);
const lastLosses = [0.7, 0.7, 0.71, 0.71, 0.72, 0.72, 0.8, 0.8, 0.08, 0.09, 0.08, 0.09, 0.3, 0.3, 1, 1];
const losses = lastLosses.map((loss) => [2, loss]);
const best = { model: 8, loss: 0.08, epoch: 2 };
const isNear = (a: number, b: number) => Math.abs(Math.log(a / b)) < 0.2;

test('models that end together are called by what they share', () => {
  const groups = raceGroups({ models, losses, best }, isNear);
  expect(groups.map(({ text }) => text)).toEqual([
    'lr 0.005, any wd',
    'lr 0.1, wd up to 0.01',
    'lr 0.1, wd 1',
    'lr 0.1, wd 100',
  ]);
  expect(groups[2]?.loss).toBeCloseTo(0.3, 12);
});

test('what does not differ is not named', () => {
  const alike = models.map(({ wd }) => ({ learningRate: 0.1, wd }));
  expect(raceGroups({ models: alike, losses, best }, () => false).map(({ text }) => text)).toEqual([
    'wd 0.0001',
    'wd 0.01',
    'wd 1',
    'wd 100',
  ]);
  expect(
    raceGroups({ models: models.map(() => ({ learningRate: 0.1, wd: 0 })), losses, best }, isNear),
  ).toEqual([]);
});

test('unknown settings, or each model its own, make no groups', () => {
  expect(raceGroups({ losses, best }, isNear)).toEqual([]);
  const own = models.map((_, index) => ({ learningRate: 0.01 * (index + 1), wd: 0.02 * (index + 1) }));
  expect(raceGroups({ models: own, losses, best }, isNear)).toEqual([]);
});
