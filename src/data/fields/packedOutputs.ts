import type { Output, OutputMeaning } from './outputs.ts';

/**
 * The outputs of a model in few characters, for a message: so many numbers that are called as the model calls them, or the outputs of
 * one feature. Levels are apart, since a model can have thousands.
 */
export type PackedOutputs = readonly (number | PackedFeature)[];

interface PackedFeature {
  readonly columns: readonly string[];
  readonly meanings: readonly OutputMeaning[];
  /** Of a feature that has levels alone: null for all other values. */
  readonly levels?: readonly (string | null)[];
  readonly shares?: readonly number[];
}

export function packOutputs(outputs: readonly Output[]): PackedOutputs {
  const packed: (number | PackedFeature)[] = [];
  for (let from = 0; from < outputs.length;) {
    let to = from;
    while (to < outputs.length && isPlain(outputs, to)) to += 1;
    if (to > from) {
      packed.push(to - from);
      from = to;
      continue;
    }
    const { feature, columns = [] } = outputs[from] ?? {};
    while (to < outputs.length && outputs[to]?.feature === feature) to += 1;
    packed.push(
      packFeature(
        columns,
        outputs.slice(from, to).map(({ meaning }) => meaning),
      ),
    );
    from = to;
  }
  return packed;
}

/** Whether an output is that of a feature of its own, a number as it is: the model calls it as its column. */
function isPlain(outputs: readonly Output[], at: number): boolean {
  const { feature, columns = [], meaning } = outputs[at] ?? {};
  return (
    meaning?.kind === 'number' &&
    !meaning.isDate &&
    meaning.transform === undefined &&
    columns.length === 1 &&
    outputs[at - 1]?.feature !== feature &&
    outputs[at + 1]?.feature !== feature
  );
}

function packFeature(columns: readonly string[], meanings: readonly OutputMeaning[]): PackedFeature {
  const levels = meanings.flatMap((meaning) => (meaning.kind === 'level' ? [meaning] : []));
  if (levels.length < meanings.length) return { columns, meanings };
  return {
    columns,
    meanings: [],
    levels: levels.map(({ level }) => level ?? null),
    shares: levels.map(({ share }) => share),
  };
}

/** The outputs that were packed, of a model that calls them so. */
export function unpackOutputs(packed: PackedOutputs, names: readonly string[]): readonly Output[] {
  const outputs: Output[] = [];
  let feature = 0;
  for (const part of packed) {
    if (typeof part === 'number') {
      for (let count = 0; count < part; count += 1) {
        const columns = [names[outputs.length] ?? ''];
        outputs.push({ columns, feature, meaning: { kind: 'number', isDate: false } });
        feature += 1;
      }
      continue;
    }
    const { columns, meanings, levels = [], shares = [] } = part;
    for (const meaning of meanings) outputs.push({ columns, feature, meaning });
    for (const [index, level] of levels.entries()) {
      const share = shares[index] ?? 0;
      const meaning: OutputMeaning = { kind: 'level', ...(level === null ? {} : { level }), share };
      outputs.push({ columns, feature, meaning });
    }
    feature += 1;
  }
  return outputs;
}
