import { parseArgs } from 'node:util';
import { simulateLives } from './simulate.ts';
import type { Part } from './window.ts';

const parts: readonly Part[] = ['a', 'b', 'c', 'journal'];
const { values } = parseArgs({
  options: {
    lives: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    without: { type: 'string' },
    diary: { type: 'boolean', default: false },
  },
});
const without = parts.find((part) => part === values.without);
if (values.without !== undefined && without === undefined) throw new Error(`--without: ${parts.join(', ')}`);
const figures = await simulateLives({
  lives: Number(values.lives),
  seed: Number(values.seed),
  without,
  onLife: (seed, { isOrphan, wrongDeletions, silentMinutes, diary }) => {
    if (values.diary && (isOrphan || wrongDeletions > 0 || silentMinutes > 0))
      process.stderr.write(`life ${seed}\n  ${diary.join('\n  ')}\n`);
  },
});
process.stdout.write(`${JSON.stringify(figures)}\n`);
