import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import type { LinearModel } from '../model.ts';
import type { TrainingFacts } from './additionalParams.ts';

/** Facts about a training with default hyperparameters that fit the model. */
export function factsFor(model: LinearModel): TrainingFacts {
  const isMargin = model.predictorType === 'binary_classifier' && model.scoreKind === 'margin';
  const settings = parseHyperparameters({
    predictor_type: model.predictorType,
    ...(isMargin ? { loss: 'hinge_loss' } : {}),
    ...(model.predictorType === 'multiclass_classifier' ? { num_classes: String(model.classCount) } : {}),
  });
  return { settings, classWeights: undefined };
}

/** model.tar.gz of these files. */
export async function tarGzOf(files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  const entries = Object.entries(files).map(([name, body]) => ({
    header: { name, size: body.length },
    body,
  }));
  return gzipSync(await packTar(entries));
}
