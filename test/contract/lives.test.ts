import { describe, expect, test, vi } from 'vitest';
import { simulateLives } from '../lives/simulate.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

test('leases end every endpoint in time, and nothing else, whatever goes wrong', async () => {
  const figures = await simulateLives({ lives: 200, seed: 18 });
  expect(figures).toMatchObject({ lives: 200, orphans: 0, wrongDeletions: 0, silentMinutes: 0 });
  const counts = [
    figures.awakeMinutes,
    ...Object.values(figures.deletedBy),
    ...Object.values(figures.faults),
  ];
  expect(counts.filter((count) => count === 0)).toEqual([]);
});

describe('the simulation sees what is missing', () => {
  test.each(['a', 'b', 'c'] as const)('without keeper %s an endpoint outlives its lease', async (without) => {
    const { orphans } = await simulateLives({ lives: 60, seed: 18, without });
    expect(orphans).toBeGreaterThan(0);
  });

  test('without the journal windows are silent about an endpoint, and none of them ends it', async () => {
    const { orphans, silentMinutes } = await simulateLives({ lives: 30, seed: 18, without: 'journal' });
    expect(orphans).toBeGreaterThan(0);
    expect(silentMinutes).toBeGreaterThan(0);
  });

  test('the same seed is the same lives', async () => {
    const request = { lives: 10, seed: 5 };
    expect(await simulateLives(request)).toEqual(await simulateLives(request));
  });
});
