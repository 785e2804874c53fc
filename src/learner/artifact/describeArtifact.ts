import { featureCountOf } from '../model.ts';
import type { LinearModel } from '../model.ts';
import { modelIn } from './artifact.ts';
import { readParams } from './params.ts';
import { unpackArtifact } from './unpack.ts';

/** Readable contents of an artifact. */
export interface DescribedArtifact {
  readonly predictorType: LinearModel['predictorType'];
  readonly featureCount: number;
  /** `[output][feature]` */
  readonly weights: Float32Array;
  readonly biases: Float32Array;
  readonly files: readonly { readonly name: string; readonly sizeBytes: number }[];
  readonly arrays: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** The JSON files; long ones cut. */
  readonly parts: readonly { readonly name: string; readonly text: string; readonly isCut: boolean }[];
}

/** Half of what a message may hold. */
const longestPart = 200_000;

/** Throws artifact-corrupt. */
export async function describeArtifact(bytes: Uint8Array): Promise<DescribedArtifact> {
  const files = await unpackArtifact(bytes);
  const model = modelIn(files);
  const entries = [...files.entries];
  return {
    predictorType: model.predictorType,
    featureCount: featureCountOf(model),
    weights: model.weights,
    biases: model.predictorType === 'multiclass_classifier' ? model.biases : Float32Array.of(model.bias),
    files: entries.map(([name, { length }]) => ({ name, sizeBytes: length })),
    arrays: readParams(files.parameters).map(({ name, shape }) => ({ name, shape })),
    parts: entries
      .filter(([name]) => name.endsWith('.json'))
      .map(([name, content]) => ({
        name,
        text: indented(content.subarray(0, longestPart)),
        isCut: content.length > longestPart,
      })),
  };
}

function indented(content: Uint8Array): string {
  const text = new TextDecoder().decode(content);
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2).slice(0, longestPart);
  } catch {
    return text; // It is cut.
  }
}
