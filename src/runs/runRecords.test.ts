import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openRunRecords } from './runRecords.ts';

test('no name of a connection or a job leads out of its folder, or into that of another', () => {
  const records = openRunRecords('/storage');
  const folderOf = (connection: string, job: string) => records.folderOf(connection, job);
  const name = fc.oneof(fc.constantFrom('..', '.', '', '*', 'a/../..'), fc.string({ maxLength: 500 }));
  fc.assert(
    fc.property(name, name, (connection, job) => {
      const folder = folderOf(connection, job);
      expect(folder).toMatch(/^\/storage\/runs\/[0-9a-f]{32}\/[0-9a-f]{32}$/);
      expect(folderOf(connection, `${job}x`)).not.toBe(folder);
    }),
  );
  expect(folderOf('local', '..')).not.toBe(join('/storage', 'runs'));
});
