import { expect, test, vi } from 'vitest';
import type { ProgressReport } from '../platform/progress.ts';
import { transferReporter } from './transferText.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

const MiB = 2 ** 20;

test('a transfer reports files, bytes and the speed of the last seconds', () => {
  const reports: ProgressReport[] = [];
  let now = 0;
  const report = transferReporter(
    (one) => void reports.push(one),
    () => now,
  );
  const at = (ms: number, files: number, bytes: number) => {
    now = ms;
    report({ files, totalFiles: 4, bytes, totalBytes: 100 * MiB, key: 'k' });
  };
  at(0, 0, 0);
  expect(reports.at(-1)).toEqual({ message: '0 of 4 files · 0 B of 100.0 MiB', fraction: 0 });
  at(100, 0, MiB);
  expect(reports).toHaveLength(1);
  at(2000, 1, 20 * MiB);
  expect(reports.at(-1)?.message).toBe('1 of 4 files · 20.0 MiB of 100.0 MiB · 10.0 MiB/s');
  at(20_000, 2, 22 * MiB);
  at(25_000, 3, 27 * MiB);
  expect(reports.at(-1)?.message).toContain('1.0 MiB/s');
  at(25_001, 4, 100 * MiB);
  expect(reports.at(-1)).toMatchObject({ fraction: 1 });
});
