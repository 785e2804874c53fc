/** Content of a RecordIO-protobuf file; records are counted from 1. */
export interface RecordFileFacts {
  readonly sizeBytes: number;
  /** Intact records before any damage. */
  readonly recordCount: number;
  /** The first record that cannot be read, where it begins, and why. */
  readonly damage?: { readonly record: number; readonly offset: number; readonly found: string };
  /** Tensors by role, key and type, most frequent first. */
  readonly tensors: readonly TensorUse[];
  /** Least and largest number of features in a record. */
  readonly widths: readonly [number, number];
  readonly recordBytes: readonly [number, number];
  /** Labels under the key "values"; absent where no record has one. */
  readonly labels?: LabelFacts;
}

export interface TensorUse {
  readonly of: 'features' | 'label';
  readonly key: string;
  readonly kind: 'float32' | 'float64' | 'int32' | 'bytes';
  readonly isSparse: boolean;
  readonly recordCount: number;
}

export interface LabelFacts {
  /** Labels of all records; a record may have several. */
  readonly count: number;
  /** Labels that are infinite or no number, where there are some: no other figure is about them. */
  readonly notFiniteCount?: number;
  /** 0 where no label is finite, as `max` and `mean`. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Largest number of labels in a record. */
  readonly mostCount: number;
  /** Records with several labels. */
  readonly severalCount: number;
  /** Counts per value for few distinct labels, otherwise per bar of equal width. */
  readonly histogram:
    | { readonly kind: 'values'; readonly values: readonly number[]; readonly counts: readonly number[] }
    | { readonly kind: 'bars'; readonly edges: readonly number[]; readonly counts: readonly number[] };
  /** Number of labels in the histogram, if not all. */
  readonly shownCount?: number;
}

/** A record in a list, with its first values. */
export interface RecordRow {
  readonly record: number;
  readonly offset: number;
  readonly byteCount: number;
  readonly labels: readonly number[];
  readonly width: number;
  /** Stored values; for a sparse record, fewer than `width`. */
  readonly valueCount: number;
  readonly isSparse: boolean;
  readonly values: readonly number[];
  /** For a sparse record: the 0-based feature of each of `values`. */
  readonly keys?: readonly number[];
}

/** What a model artifact holds. */
export interface ArtifactFacts {
  readonly sizeBytes: number;
  readonly files: readonly { readonly name: string; readonly sizeBytes: number }[];
  readonly arrays: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly predictorType: 'regressor' | 'binary_classifier' | 'multiclass_classifier';
  readonly featureCount: number;
  readonly outputCount: number;
  /** One for each output, by class; those of the first 100, as all that is listed. */
  readonly biases: readonly number[];
  /** Feature names, if a preparation.json with as many features is next to the artifact. */
  readonly isNamed: boolean;
  readonly classNames?: readonly string[];
  /** The weights with the largest absolute values, and the number of nonzero ones. */
  readonly coefficients: readonly Coefficient[];
  readonly nonZeroCount: number;
  /** The JSON parts as text; long ones truncated. */
  readonly parts: readonly { readonly name: string; readonly text: string; readonly isCut: boolean }[];
}

export interface Coefficient {
  /** From 0. */
  readonly feature: number;
  readonly name: string;
  /** One for each output. */
  readonly weights: readonly number[];
}
