// Times writing and reading 100,000 × 10 with labels as RecordIO; prints milliseconds. Argument: a folder to write into.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecordIO, writeRecordIO } from '../src/learner/formats/recordio.ts';
import { mersenneTwister } from '../src/learner/random.ts';

const random = mersenneTwister(1);
const [rowCount, columnCount] = [100_000, 10];
const features = {
  rowCount,
  columnCount,
  values: Float32Array.from({ length: rowCount * columnCount }, () => random() / 2 ** 32),
};
const labels = Float32Array.from({ length: rowCount }, () => random() / 2 ** 32);
const path = join(process.argv[2] ?? '.', 'typescript.pbr');

/** Garbage is collected before each run rather than during it, since Python frees unused memory at once. */
const timed = (work: () => unknown) =>
  Array.from({ length: 15 }, () => {
    global.gc?.();
    const started = performance.now();
    work();
    return performance.now() - started;
  });

console.log(
  JSON.stringify({
    memory: timed(() => writeRecordIO(features, labels)),
    file: timed(() => writeFileSync(path, writeRecordIO(features, labels))),
    read: timed(() => readRecordIO(readFileSync(path))),
  }),
);
