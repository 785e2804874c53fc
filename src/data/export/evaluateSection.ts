import type { CodeFacts } from './request.ts';
import { codeOf } from './section.ts';
import type { Section } from './section.ts';
import { targetText } from './targets.ts';

/** Python that reads model.tar.gz without MXNet, whose packages need an old Python. */
const artifactText = `def read_model(artifact):
    """Weights [feature, output], biases [output] and what else the artifact says. It is a tar of a ZIP of MXNet's files."""
    with tarfile.open(fileobj=io.BytesIO(artifact)) as files:
        member = next(one for one in files if one.name.endswith("model_algo-1"))
        archive = zipfile.ZipFile(io.BytesIO(files.extractfile(member).read()))
    data = archive.read("mx-mod-0000.params")
    count, at, arrays, names = struct.unpack_from("<Q", data, 16)[0], 24, [], []
    for _ in range(count):
        dimensions = struct.unpack_from("<I", data, at + 8)[0]
        shape = struct.unpack_from(f"<{dimensions}Q", data, at + 12)
        at += 24 + 8 * dimensions
        arrays.append(np.frombuffer(data, "<f4", math.prod(shape), at).reshape(shape))
        at += 4 * math.prod(shape)
    at += 8
    for _ in range(count):
        length = struct.unpack_from("<Q", data, at)[0]
        names.append(data[at + 8 : at + 8 + length].decode())
        at += 8 + length
    found = dict(zip(names, arrays))
    about = json.loads(archive.read("additional-params.json"))
    is_logistic = b"LogisticRegressionOutput" in archive.read("mx-mod-symbol.json")
    return found["arg:fc0_weight"], found["arg:fc0_bias"].ravel(), {**about, "is_logistic": is_logistic}`;

const artifactImports = [
  'import io',
  'import json',
  'import math',
  'import struct',
  'import tarfile',
  'import zipfile',
  'import numpy as np',
];

/** Evaluates the artifact on the held-out rows; the lines of `download` read it into `artifact`. */
export function evaluateSection(
  facts: CodeFacts,
  { download, imports = [] }: { readonly download: readonly string[]; readonly imports?: readonly string[] },
): Section {
  return {
    id: 'evaluate',
    title: 'Evaluation',
    prose:
      'The artifact holds a weight for each feature. That is enough to predict the held-out rows here, without an endpoint.',
    imports: [...artifactImports, ...imports],
    code: codeOf(
      artifactText,
      [...download, ...metricsLines(facts), 'print(json.dumps(metrics))'].join('\n'),
    ),
  };
}

/** From the artifact to the metrics. */
function metricsLines({ experiment, preparation }: CodeFacts): readonly string[] {
  const inUnits = (values: string) => targetText(preparation.targetTransform, values);
  const model = 'weights, biases, about = read_model(artifact)';
  switch (experiment.predictorType) {
    case 'regressor':
      return [
        model,
        'scores = (X_test @ weights + biases)[:, 0].astype("float64")',
        `metrics = metrics_of(${inUnits('y_test.astype("float64")')}, ${inUnits('scores')})`,
      ];
    case 'binary_classifier':
      return [
        model,
        'scores = (X_test @ weights + biases)[:, 0].astype("float64")',
        'if about["is_logistic"]:',
        '    scores = 1 / (1 + np.exp(-scores))',
        '# The threshold is the one that the training chose by binary_classifier_model_selection_criteria.',
        'metrics = metrics_of(y_test.astype(int), scores, about["threshold"], about["is_logistic"])',
      ];
    case 'multiclass_classifier':
      return [
        model,
        'scores = (X_test @ weights + biases).astype("float64")',
        'odds = np.exp(scores - scores.max(axis=1, keepdims=True))',
        'metrics = metrics_of(y_test.astype(int), odds / odds.sum(axis=1, keepdims=True))',
      ];
  }
}
