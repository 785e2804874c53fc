import { open, readFile, rm } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import { openEndpointLedger } from '../../src/guard/journal/endpointLedger.ts';
import { takeOverDisks } from '../lives/disk.ts';
import { simulateLives } from '../lives/simulate.ts';
import { newMachine } from '../lives/window.ts';
import { openWorld, takeOverClocks } from '../lives/world.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

test('leases end every endpoint in time, and nothing else, whatever goes wrong', async () => {
  const figures = await simulateLives({ lives: 200, seed: 18 });
  expect(figures).toMatchObject({ lives: 200, orphans: 0, wrongDeletions: 0, silentMinutes: 0 });
  const { awakeMinutes, deletedBy, faults, acts } = figures;
  const counts = [awakeMinutes, ...[deletedBy, faults, acts].flatMap((one) => Object.values<number>(one))];
  expect(counts.filter((count) => count === 0)).toEqual([]);
});

describe('the simulation sees what is missing', () => {
  test.each([
    ['a', 12],
    ['b', 40],
    ['c', 12],
  ] as const)('without keeper %s an endpoint outlives its lease', async (without, lives) => {
    const { orphans } = await simulateLives({ lives, seed: 18, without });
    expect(orphans).toBeGreaterThan(0);
  });

  test('without the journal windows are silent about an endpoint, and none of them ends it', async () => {
    const { orphans, silentMinutes } = await simulateLives({ lives: 12, seed: 18, without: 'journal' });
    expect(orphans).toBeGreaterThan(0);
    expect(silentMinutes).toBeGreaterThan(0);
  });

  test('the same seed is the same lives', async () => {
    const request = { lives: 6, seed: 5 };
    expect(await simulateLives(request)).toEqual(await simulateLives(request));
  });

  test('a power cut takes what was not synced, and never a record of the journal', async () => {
    const world = openWorld(18, 0);
    const machine = newMachine(world);
    const program = world.start(machine);
    const restore = [takeOverClocks(), takeOverDisks()];
    const ledger = openEndpointLedger('/journal');
    const entry = {
      connectionId: 'aws:default@us-east-1',
      endpointName: 'salary-8f3a',
      trainingJobName: 'job-1',
      recordedAt: '',
      state: 'requested' as const,
    };
    let lost = 0;
    let isDone = false;
    const act = async () => {
      await ledger.record(entry);
      for (let cut = 0; cut < 40; cut += 1) {
        const file = await open('/unsynced', 'wx');
        await file.writeFile('all of it');
        machine.disk.powerCut();
        if ((await readFile('/unsynced', 'utf8').catch(() => '')) !== 'all of it') lost += 1;
        await rm('/unsynced', { force: true });
      }
      isDone = true;
    };
    world.at(0, () => world.as(program, act));
    await world.runUntil(60_000);
    for (const undo of restore) undo();
    expect(isDone).toBe(true);
    expect(lost).toBeGreaterThan(0);
    expect(machine.disk.recordsIn('/journal/endpoints')).toHaveLength(1);
  });
});
