import type { ArtifactFacts, RecordFileFacts, RecordRow } from '../../../src/data/shapes/recordFiles.ts';
import type { ViewerState } from '../../../src/webview/viewer/contract.ts';
import type { GalleryEntry } from './gallery.ts';

const readAt = '2026-11-24T21:31:00Z';

/** The viewers: records dense, sparse and cut; a model of one output and of three. */
export function viewerStates(): readonly GalleryEntry[] {
  const entry = (name: string, fileName: string, state: ViewerState): GalleryEntry => ({
    name: `viewer-${name}`,
    page: 'viewer',
    heading: fileName,
    state,
    answers: { records: ({ from }: { from: number }) => ({ rows: rowsFrom(from, name === 'sparse') }) },
  });
  return [
    entry('records', 'linear-train-data', {
      kind: 'records',
      fileName: 'linear-train-data',
      readAt,
      facts: dense,
    }),
    entry('sparse', 'clicks.pbr', { kind: 'records', fileName: 'clicks.pbr', readAt, facts: sparse }),
    entry('cut', 'clicks.pbr', {
      kind: 'records',
      fileName: 'clicks.pbr',
      readAt,
      stale: 'changed',
      facts: {
        ...sparse,
        damage: { record: 2401, offset: 150_016, found: '38 bytes are missing at the end' },
      },
    }),
    entry('model', 'model.tar.gz', { kind: 'artifact', fileName: 'model.tar.gz', readAt, facts: model }),
    entry('classes', 'model.tar.gz', { kind: 'artifact', fileName: 'model.tar.gz', readAt, facts: classes }),
    entry('failed', 'model.tar.gz', {
      kind: 'failed',
      fileName: 'model.tar.gz',
      sizeBytes: 2048,
      failure: {
        code: 'artifact-corrupt',
        message: 'The model artifact cannot be read: it holds no model_algo-1. Train again.',
        actions: [],
      },
    }),
  ];
}

const dense: RecordFileFacts = {
  sizeBytes: 80_000_000,
  recordCount: 1_000_000,
  tensors: [
    { of: 'features', key: 'values', kind: 'float32', isSparse: false, recordCount: 1_000_000 },
    { of: 'label', key: 'values', kind: 'float32', isSparse: false, recordCount: 1_000_000 },
  ],
  widths: [9, 9],
  recordBytes: [80, 80],
  labels: {
    count: 1_000_000,
    min: 12_000,
    max: 210_000,
    mean: 67_120.5,
    mostCount: 1,
    severalCount: 0,
    histogram: {
      kind: 'bars',
      edges: Array.from({ length: 21 }, (_, edge) => 12_000 + edge * 9900),
      counts: Array.from({ length: 20 }, (_, bar) => Math.round(200_000 * Math.exp(-((bar - 6) ** 2) / 14))),
    },
  },
};

const sparse: RecordFileFacts = {
  sizeBytes: 150_054,
  recordCount: 2400,
  tensors: [
    { of: 'features', key: 'values', kind: 'float32', isSparse: true, recordCount: 2390 },
    { of: 'label', key: 'values', kind: 'float32', isSparse: false, recordCount: 2390 },
    { of: 'features', key: 'values', kind: 'float64', isSparse: false, recordCount: 10 },
    { of: 'label', key: 'weights', kind: 'int32', isSparse: false, recordCount: 10 },
  ],
  widths: [300, 300],
  recordBytes: [44, 96],
  labels: {
    count: 2410,
    min: 0,
    max: 2,
    mean: 0.8,
    mostCount: 2,
    severalCount: 10,
    histogram: { kind: 'values', values: [0, 1, 2], counts: [1200, 500, 710] },
  },
};

const rowsFrom = (from: number, isSparse: boolean): readonly RecordRow[] =>
  Array.from({ length: 100 }, (_, index) => {
    const record = from + index;
    const values = Array.from({ length: isSparse ? 4 : 9 }, (__, at) => ((record * 37 + at * 11) % 1000) / 8);
    return {
      record,
      offset: (record - 1) * 80,
      byteCount: 80,
      labels: isSparse ? [record % 3] : [30_000 + ((record * 7919) % 90_000)],
      width: isSparse ? 300 : 9,
      valueCount: values.length,
      isSparse,
      values,
      ...(isSparse ? { keys: values.map((__, at) => (record + at * 71) % 300) } : {}),
    };
  });

const graph = JSON.stringify({ nodes: [{ op: 'null', name: 'data' }], heads: [[4, 0, 0]] }, undefined, 2);

const model: ArtifactFacts = {
  sizeBytes: 1184,
  files: [
    { name: 'additional-params.json', sizeBytes: 212 },
    { name: 'mx-mod-0000.params', sizeBytes: 298 },
    { name: 'mx-mod-symbol.json', sizeBytes: 940 },
  ],
  arrays: [
    { name: 'arg:fc0_weight', shape: [7, 1] },
    { name: 'arg:fc0_bias', shape: [1, 1] },
  ],
  predictorType: 'regressor',
  featureCount: 7,
  outputCount: 1,
  biases: [24_815.25],
  isNamed: true,
  coefficients: ['smoker', 'age', 'bmi', 'region=southeast', 'region=other', 'children', 'sex=male'].map(
    (name, feature) => ({
      feature,
      name,
      weights: [[9412.5, 258.125, 331.75, -980.5, -402.25, 77.5, 0][feature] ?? 0],
    }),
  ),
  nonZeroCount: 6,
  parts: [{ name: 'mx-mod-symbol.json', text: graph, isCut: false }],
};

const classes: ArtifactFacts = {
  ...model,
  predictorType: 'multiclass_classifier',
  featureCount: 2000,
  outputCount: 3,
  biases: [0.25, -0.125, 0.0625],
  isNamed: false,
  coefficients: Array.from({ length: 60 }, (_, feature) => ({
    feature,
    name: `f${feature}`,
    weights: [1 / (feature + 1), -1 / (feature + 2), 0.5 / (feature + 3)],
  })),
  nonZeroCount: 5200,
};
