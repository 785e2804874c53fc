import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { headlessJsonSchema } from './report.ts';

test('docs/headless.schema.json is what --json prints', () => {
  const shipped: unknown = JSON.parse(readFileSync('docs/headless.schema.json', 'utf8'));
  expect(shipped).toEqual(JSON.parse(JSON.stringify(headlessJsonSchema())));
});
