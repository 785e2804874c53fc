import { Failure } from '../../learner/errors.ts';
import { featureCountOf, predict } from '../../learner/model.ts';
import type { LinearModel } from '../../learner/model.ts';
import { answerRequest } from '../../learner/serving/answer.ts';
import { readArtifactFile } from './artifactFile.ts';
import type { InferenceReply, InferenceRequest } from './messages.ts';

const pieceBytes = 1024 * 1024;
/** Bytes of weights that are kept for later requests. */
const keptBytes = 256 * 1024 * 1024;

/** Answers the server's requests in an inference process; the answer under way is the only state beside the models. */
export function openInference(): (request: InferenceRequest) => Promise<InferenceReply> {
  const modelOf = keepModels();
  let underWay: { readonly contentType: string; readonly chunks: Iterator<Uint8Array> } | undefined;
  const nextPiece = (): InferenceReply => {
    if (underWay === undefined) return { kind: 'failed', message: 'no answer is under way' };
    const { contentType, chunks } = underWay;
    const taken: Uint8Array[] = [];
    let size = 0;
    while (size < pieceBytes) {
      const next = chunks.next();
      if (next.done === true) break;
      taken.push(next.value);
      size += next.value.length;
    }
    const isLast = size < pieceBytes;
    if (isLast) underWay = undefined;
    return { kind: 'piece', contentType, bytes: Buffer.concat(taken), isLast };
  };
  return async (request) => {
    try {
      switch (request.kind) {
        case 'ping':
          ping(await modelOf(request.path));
          return { kind: 'done' };
        case 'invoke': {
          const { contentType, chunks } = answerRequest(await modelOf(request.path), request);
          underWay = { contentType, chunks: chunks[Symbol.iterator]() };
          return nextPiece();
        }
        case 'next':
          return nextPiece();
        case 'drop':
          underWay = undefined;
          return { kind: 'done' };
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return error instanceof Failure && error.code !== 'artifact-corrupt'
        ? { kind: 'refused', code: error.code, message }
        : { kind: 'failed', message };
    }
  };
}

/** Reads a model once, and keeps those that were used last. */
function keepModels(): (path: string) => Promise<LinearModel> {
  const models = new Map<string, LinearModel>();
  return async (path) => {
    const model = models.get(path) ?? (await readArtifactFile(path));
    models.delete(path);
    models.set(path, model);
    let size = 0;
    for (const [kept, { weights }] of [...models].toReversed()) {
      size += weights.byteLength;
      if (size > keptBytes && kept !== path) models.delete(kept);
    }
    return model;
  };
}

/** Health check of an endpoint: one prediction. */
function ping(model: LinearModel): void {
  const columnCount = featureCountOf(model);
  predict(model, { rowCount: 1, columnCount, values: new Float32Array(columnCount) });
}
