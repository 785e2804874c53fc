import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { experimentsBeside } from './readExperiments.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'experiments-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFile(join(folder, name), text);

const tutorial = readFileSync('examples/salary-tutorial.linear.json', 'utf8');
const about = (dataset: string) => JSON.stringify({ ...JSON.parse(tutorial), dataset });

test('experimentsBeside finds experiments of the table and broken ones that name no other table', async () => {
  await write('first.linear.json', about('salary.csv'));
  await write('cars.linear.json', about('cars.csv'));
  await write('cars-2.linear.json', about('cars.csv').replace('"target"', '"targt"'));
  await write('other.linear.json', about('salary.csv').replace('"target"', '"targt"'));
  await write('cars-3.linear.json', `${about('cars.csv')},`);
  await write('salary-2.linear.json', `${about('salary.csv')},`);
  await write('unknown.linear.json', '{');
  const beside = await experimentsBeside(join(folder, 'salary.csv'));
  expect(beside.map(({ name, experiment }) => [name, experiment?.target])).toEqual([
    ['first.linear.json', 'Salary'],
    ['other.linear.json', undefined],
    ['salary-2.linear.json', undefined],
    ['unknown.linear.json', undefined],
  ]);
});
