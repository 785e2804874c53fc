import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Called by the extension host: runs every test of this folder and writes the counts. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 120_000, color: false });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./contributions.test.ts');
  await import('./experimentText.test.ts');
  await import('./tutorial.test.ts');
  await import('./classifiers.test.ts');
  const skipped: string[] = [];
  const counts = { passed: 0, failed: 0, skipped };
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('pass', () => (counts.passed += 1));
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
    runner.on('fail', () => (counts.failed += 1));
  });
  const file = process.env['LINEAR_LEARNER_TEST_RESULTS'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
  if (counts.failed > 0) throw new Error(`${counts.failed} tests failed`);
}
