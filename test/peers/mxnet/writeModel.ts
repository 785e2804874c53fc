// Writes an artifact of ours, rows, and what our own inference answers for them, for MXNet to agree with or not.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeArtifact } from '../../../src/learner/artifact/artifact.ts';
import { predict } from '../../../src/learner/model.ts';

const [folder] = process.argv.slice(2);
assert(folder !== undefined, 'usage: writeModel.mjs FOLDER');
const model = {
  predictorType: 'regressor' as const,
  weights: Float32Array.of(9631.828, -0.5, 12.25),
  bias: 24267.297,
};
const rows = [
  [1.1, 3, 0],
  [6, -2.5, 7],
  [10.5, 0, 100],
];
const values = Float32Array.from(rows.flat());
const predictions = predict(model, { rowCount: rows.length, columnCount: 3, values }).scores;
await writeFile(join(folder, 'model.tar.gz'), await writeArtifact(model));
await writeFile(join(folder, 'rows.json'), JSON.stringify(rows));
await writeFile(join(folder, 'expect.json'), JSON.stringify([...predictions]));
