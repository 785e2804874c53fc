import { expect, test } from 'vitest';
import { freest } from './placement.ts';
import type { Obstacles } from './placement.ts';

const area = { left: 0, right: 200, top: 0, bottom: 100 };
const boxAt = (left: number, top: number) => ({ left, right: left + 40, top, bottom: top + 12 });
const nothing: Obstacles = { points: [], segments: [], boxes: [] };

test('a label stays where it is put when nothing is there', () => {
  expect(freest([boxAt(10, 10), boxAt(100, 50)], nothing, area)).toBe(0);
});

test('a label gives way to a point that its box touches', () => {
  const points = [{ x: 53, y: 16, radius: 4 }];
  expect(freest([boxAt(10, 10), boxAt(100, 50)], { ...nothing, points }, area)).toBe(1);
  expect(freest([boxAt(8, 10), boxAt(100, 50)], { ...nothing, points }, area)).toBe(0);
});

test('a label gives way to a line, a bar and another label', () => {
  const line = [
    { x: 0, y: 0 },
    { x: 60, y: 40 },
  ] as const;
  expect(freest([boxAt(10, 10), boxAt(100, 50)], { ...nothing, segments: [line] }, area)).toBe(1);
  const steep = [
    { x: 30, y: -50 },
    { x: 30, y: 150 },
  ] as const;
  expect(freest([boxAt(10, 10), boxAt(31, 50)], { ...nothing, segments: [steep] }, area)).toBe(1);
  expect(freest([boxAt(10, 10), boxAt(100, 50)], { ...nothing, boxes: [boxAt(30, 15)] }, area)).toBe(1);
});

test('a label is never cut off by the edge of the picture while another place is inside of it', () => {
  const points = [{ x: 120, y: 56, radius: 4 }];
  expect(freest([boxAt(190, 10), boxAt(100, 50)], { ...nothing, points }, area)).toBe(1);
});

test('where everything is taken, a label is over as little as possible', () => {
  const points = [
    { x: 20, y: 16, radius: 4 },
    { x: 30, y: 16, radius: 4 },
    { x: 120, y: 56, radius: 4 },
  ];
  expect(freest([boxAt(10, 10), boxAt(100, 50)], { ...nothing, points }, area)).toBe(1);
});
