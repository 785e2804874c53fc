import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { openCalls } from '../../../src/data/engine/calls.ts';
import type { GalleryEntry } from './gallery.ts';
import { gridAnswers } from './gridAnswers.ts';

type Calls = Pick<
  ReturnType<typeof openCalls>,
  'profile' | 'regression' | 'rankRelations' | 'relatePair' | 'correlations'
>;
type PairBody = { readonly x: string; readonly y: string; readonly target?: string };

/** A picture for each pair of meanings, of a target of numbers and of classes. */
export async function relationStates(calls: Calls): Promise<readonly GalleryEntry[]> {
  const folder = mkdtempSync(join(tmpdir(), 'll-relations-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const [small, large] = [join(folder, 'orders.csv'), join(folder, 'many-orders.csv')];
  const wide = join(folder, 'wide-orders.csv');
  writeFileSync(wide, wideOrders(300, 150));
  writeFileSync(small, orders(420));
  writeFileSync(large, orders(9000));
  const entry = async (name: string, path: string, target: string, x: string, y = target) => ({
    name: `data-pair-${name}`,
    page: 'data' as const,
    heading: 'orders.csv',
    state: {
      kind: 'ready',
      edits: {},
      profile: await calls.profile({ path, target }),
      readAt: '2026-11-24T21:31:00Z',
      target,
    },
    answers: {
      ...gridAnswers(path),
      relatePair: (body: PairBody) => calls.relatePair({ path, ...body }),
      rankRelations: (body: { target: string }) => calls.rankRelations({ path, ...body }),
      correlations: (body: { names: readonly string[] }) => calls.correlations({ path, ...body }),
      regression: (body: { target: string; feature: string }) => calls.regression({ path, ...body }),
    },
    choices: { pair: { x, y, target } },
  });
  return [
    await entry('points', small, 'price', 'age'),
    await entry('hexagons', large, 'price', 'age'),
    await entry('boxes', small, 'price', 'region'),
    await entry('mosaic', small, 'bought', 'region'),
    await entry('shares', small, 'bought', 'age'),
    await entry('shares-of-many', large, 'plan', 'age'),
    await entry('time', small, 'price', 'ordered_at'),
    await entry('wide', wide, 'bought', 'sensor_70'),
    await entry('time-shares', small, 'bought', 'ordered_at'),
  ];
}

/** Hashes a row number: pseudorandom rows, the same in every run. */
function chance(row: number, salt: number): number {
  let bits = Math.imul(row + 1, 0x9e3779b9) ^ Math.imul(salt, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
}

/** A class, and numeric columns of which the last are most related to it. */
function wideOrders(count: number, width: number): string {
  const names = Array.from({ length: width }, (_, column) => `sensor_${column}`);
  const rows = Array.from({ length: count }, (_, row) => {
    const isBought = chance(row, 1) < 0.4;
    const sensors = names.map((_, column) =>
      (chance(row, column + 2) + (isBought ? column / width : 0)).toFixed(3),
    );
    return [...sensors, isBought ? 'yes' : 'no'].join(',');
  });
  return [[...names, 'bought'].join(','), ...rows].join('\n');
}

/** Orders whose columns depend on each other. */
function orders(count: number): string {
  const rows = Array.from({ length: count }, (_, row) => {
    const age = 18 + 60 * chance(row, 1);
    const region = ['north', 'east', 'south', 'west', 'overseas territories'][
      Math.floor(5 * chance(row, 2) ** 2)
    ];
    const at = new Date(Date.UTC(2024, 0, 1) + Math.floor((row * 900) / count) * 86_400_000);
    const price =
      40 +
      2.5 * age +
      (region === 'north' ? 60 : 0) +
      80 * (chance(row, 3) + chance(row, 4) - 1) +
      row * (50 / count);
    const bought = chance(row, 5) < (age - 10) / 80 + (region === 'east' ? 0.2 : 0) ? 'yes' : 'no';
    const plan = ['basic', 'family', 'plus', 'team', 'trial'][
      Math.min(4, Math.floor(age / 18 + 2 * chance(row, 6) - 1))
    ];
    const cells = [
      at.toISOString().slice(0, 10),
      row % 40 === 7 ? '' : age.toFixed(1),
      region,
      row % 3 === 0 ? 1 : 0,
      plan,
      price.toFixed(2),
      bought,
    ];
    return cells.join(',');
  });
  return ['ordered_at,age,region,member,plan,price,bought', ...rows].join('\n');
}
