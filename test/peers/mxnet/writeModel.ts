// Writes our artifacts, input rows and our predictions for MXNet to compare.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeArtifact } from '../../../src/learner/artifact/artifact.ts';
import { parseHyperparameters } from '../../../src/learner/hyperparameters/parse.ts';
import { predict } from '../../../src/learner/model.ts';
import type { LinearModel } from '../../../src/learner/model.ts';

const [folder] = process.argv.slice(2);
assert(folder !== undefined, 'usage: writeModel.mjs FOLDER');
const models: readonly LinearModel[] = [
  { predictorType: 'regressor', weights: Float32Array.of(9631.828, -0.5, 12.25), bias: 24267.297 },
  {
    predictorType: 'binary_classifier',
    weights: Float32Array.of(0.8, -0.5, 0.01),
    bias: -2.25,
    scoreKind: 'probability',
    threshold: 0.4,
  },
  {
    predictorType: 'multiclass_classifier',
    classCount: 4,
    weights: Float32Array.from({ length: 12 }, (_, index) => Math.sin(index) / 4),
    biases: Float32Array.of(0.5, -0.25, 0, 1),
  },
  // As many classes as features: the layout cannot be inferred from the shape.
  {
    predictorType: 'multiclass_classifier',
    classCount: 3,
    weights: Float32Array.from({ length: 9 }, (_, index) => Math.cos(index) / 4),
    biases: Float32Array.of(0.5, -0.25, 0),
  },
  {
    predictorType: 'binary_classifier',
    weights: Float32Array.of(0.8, -0.5, 0.01),
    bias: -2.25,
    scoreKind: 'margin',
    threshold: 0,
  },
];
const settingsOf = (model: LinearModel) =>
  parseHyperparameters({
    predictor_type: model.predictorType,
    ...('scoreKind' in model && model.scoreKind === 'margin' ? { loss: 'hinge_loss' } : {}),
    ...(model.predictorType === 'multiclass_classifier' ? { num_classes: String(model.classCount) } : {}),
  });
const rows = [
  [1.1, 3, 0],
  [6, -2.5, 7],
  [10.5, 0, 10],
];
const values = Float32Array.from(rows.flat());
for (const [index, model] of models.entries()) {
  const { scores } = predict(model, { rowCount: rows.length, columnCount: 3, values });
  const width = scores.length / rows.length;
  const expected = rows.map((_, row) => [...scores.subarray(row * width, (row + 1) * width)]);
  const own = join(folder, `${index}-${model.predictorType}`);
  await mkdir(own);
  await writeFile(
    join(own, 'model.tar.gz'),
    await writeArtifact(model, { settings: settingsOf(model), classWeights: undefined }),
  );
  await writeFile(join(own, 'rows.json'), JSON.stringify(rows));
  await writeFile(join(own, 'expect.json'), JSON.stringify(width === 1 ? expected.flat() : expected));
}
