import { expect, test } from 'vitest';
import { isTableToChoose } from './tableToChoose.ts';

test.each([
  ['a table outside the workspace', 'table-outside', true],
  ['a missing table', 'file-missing', true],
  ['an empty table', 'table-empty', false],
])('whether a dialog resolves the failure of %s', (_, code, isResolved) => {
  expect(isTableToChoose({ code })).toBe(isResolved);
});
