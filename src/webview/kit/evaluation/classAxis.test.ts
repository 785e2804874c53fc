import { expect, test } from 'vitest';
import { classAxis, turnedNamesHeight } from './classAxis.ts';

const towns = [
  'Amsterdam-Noord',
  'Arnhem',
  'Den Haag Scheveningen',
  'Eindhoven',
  'Groningen',
  'Haarlem',
  'Leeuwarden',
  'Maastricht',
  'Nijmegen',
  'Rotterdam-Zuid',
  'Utrecht Centrum',
  'Zwolle',
];
const theme = {
  foreground: '#ccc',
  background: '#1f1f1f',
  quiet: '#999',
  grid: '#333',
  axis: '#555',
  reference: '#888',
  blue: '#59a4f9',
  orange: '#d18616',
  tooltipBackground: '#222',
  tooltipBorder: '#444',
  fontFamily: 'sans-serif',
  highContrast: false,
};

const shownOn = (names: readonly string[]) => {
  const { ticks } = classAxis(theme, names);
  return { ticks, labels: names.map((_, index) => ticks.callback(index)) };
};

test('each of twelve classes has its whole name, turned where there is no room', () => {
  const { ticks, labels } = shownOn(towns);
  expect(ticks).toMatchObject({ autoSkip: false, maxRotation: 90 });
  expect(labels).toEqual(towns);
  expect(turnedNamesHeight(towns)).toBeGreaterThan(100);
  expect(turnedNamesHeight(['no', 'yes', 'maybe'])).toBe(0);
});

test('long names that begin alike stay apart', () => {
  const { labels } = shownOn(['centre', 'harbour'].map((end) => `The municipality of Rotterdam, ${end}`));
  expect(new Set(labels).size).toBe(2);
  for (const label of labels) expect(label).toHaveLength(24);
});
