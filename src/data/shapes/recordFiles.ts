/** What a file in RecordIO-protobuf holds; records count from 1, and so do those of `damage`. */
export interface RecordFileFacts {
  readonly sizeBytes: number;
  /** Whole records, up to the damaged one if there is one. */
  readonly recordCount: number;
  /** The first record that cannot be read, where it begins, and why. */
  readonly damage?: { readonly record: number; readonly offset: number; readonly found: string };
  /** Tensors by where they are, their key and their type, the most frequent first. */
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
  /** Labels of the record with the most. */
  readonly mostCount: number;
  /** Records with more labels than one. */
  readonly severalCount: number;
  /** Each value with its count, of few different ones; else bars of equal width. */
  readonly histogram:
    | { readonly kind: 'values'; readonly values: readonly number[]; readonly counts: readonly number[] }
    | { readonly kind: 'bars'; readonly edges: readonly number[]; readonly counts: readonly number[] };
  /** Labels that the histogram is about, where it is not about all. */
  readonly shownCount?: number;
}

/** A record in a list; of long ones, the first values. */
export interface RecordRow {
  readonly record: number;
  readonly offset: number;
  readonly byteCount: number;
  readonly labels: readonly number[];
  readonly width: number;
  /** Values in the record, which of a sparse one are fewer than `width`. */
  readonly valueCount: number;
  readonly isSparse: boolean;
  readonly values: readonly number[];
  /** Of a sparse record: the feature of each of `values`, from 0. */
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
  /** Names of the features where a preparation is beside the artifact and has as many. */
  readonly isNamed: boolean;
  readonly classNames?: readonly string[];
  /** The largest by absolute value, and how many are not 0. */
  readonly coefficients: readonly Coefficient[];
  readonly nonZeroCount: number;
  /** The JSON parts as text; long ones cut. */
  readonly parts: readonly { readonly name: string; readonly text: string; readonly isCut: boolean }[];
}

export interface Coefficient {
  /** From 0. */
  readonly feature: number;
  readonly name: string;
  /** One for each output. */
  readonly weights: readonly number[];
}
