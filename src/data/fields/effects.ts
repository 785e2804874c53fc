import type { Output } from './outputs.ts';
import type { DatePart } from '../shapes/encoders/date.ts';

/** What a change of a column does to the model's sum, in terms of the column. */
export type Effect = LinearEffect | WaveEffect;

/** An effect as far as it says what it is an effect of. */
export type NamedEffect =
  | Pick<LinearEffect, 'kind' | 'output'>
  | Pick<WaveEffect, 'kind' | 'output' | 'part'>;

interface LinearEffect {
  readonly kind: 'linear';
  readonly output: Output;
  /** The effect is factor × weight of this column of the model, less what the rest has. */
  readonly own: { readonly at: number; readonly factor: number };
  /** Of a level: all levels of its feature, each as often as the training rows have it. */
  readonly among?: { readonly levels: readonly Level[]; readonly share: number } | undefined;
}

interface Level {
  readonly at: number;
  readonly share: number;
}

/** A part of a date that goes round: sine and cosine together are one wave. */
interface WaveEffect {
  readonly kind: 'wave';
  readonly output: Output;
  readonly part: DatePart;
  readonly sine: number;
  readonly cosine: number;
}

/** One effect for each column of the model, and for each pair of sine and cosine. */
export function effectsOf(outputs: readonly Output[]): readonly Effect[] {
  const levels = levelsByFeature(outputs);
  return outputs.flatMap((output, at): readonly Effect[] => {
    const { meaning } = output;
    switch (meaning.kind) {
      case 'wave':
        return meaning.wave === 'sine'
          ? [{ kind: 'wave', output, part: meaning.part, sine: at, cosine: at + 1 }]
          : [];
      case 'level':
      case 'bin':
        return [
          {
            kind: 'linear',
            output,
            own: { at, factor: 1 },
            among: { levels: levels.get(output.feature) ?? [], share: meaning.share },
          },
        ];
      case 'number':
        return [{ kind: 'linear', output, own: { at, factor: factorOf(meaning) } }];
      case 'share':
        return [{ kind: 'linear', output, own: { at, factor: 0.01 } }];
      case 'boolean':
      case 'missing':
      case 'order':
      case 'target-mean':
      case 'hash':
      case 'part':
      case 'power':
      case 'product':
        return [{ kind: 'linear', output, own: { at, factor: 1 } }];
    }
  });
}

/** From what the model sees to a step that a person knows: a unit, a day, or a doubling. */
function factorOf({ transform, isDate }: Extract<Output['meaning'], { kind: 'number' }>): number {
  switch (transform?.kind) {
    case undefined:
    case 'sqrt':
    case 'power':
      return 1;
    case 'log1p':
      return Math.LN2;
    case 'since':
      return isDate ? dayMs / transform.unit : 1 / transform.unit;
    case 'standard':
      return 1 / transform.unit;
  }
}

const dayMs = 86_400_000;

/** The levels of each feature: thousands can share one list. */
function levelsByFeature(outputs: readonly Output[]): ReadonlyMap<number, readonly Level[]> {
  const found = new Map<number, Level[]>();
  for (const [at, { feature, meaning }] of outputs.entries()) {
    if (!('share' in meaning)) continue;
    const level = { at, share: meaning.share };
    const known = found.get(feature);
    if (known === undefined) found.set(feature, [level]);
    else known.push(level);
  }
  return found;
}

/** The size of an effect for the weights of the model's columns; of a wave its height. */
export function sizeOf(effect: Effect, weights: readonly number[]): number {
  const weightAt = (at: number) => weights[at] ?? 0;
  if (effect.kind === 'wave') return Math.hypot(weightAt(effect.sine), weightAt(effect.cosine));
  const { own, among } = effect;
  const size = own.factor * weightAt(own.at);
  if (among === undefined || among.share >= 1) return size;
  let rest = 0;
  for (const { at, share } of among.levels)
    if (at !== own.at) rest += (share / (1 - among.share)) * weightAt(at);
  return size - rest;
}

/** Values of a part in one turn. */
const turns: Partial<Record<DatePart, number>> = { month: 12, weekday: 7, hour: 24 };

/** The value of the part at which a wave is highest. */
export function peakOf({ part, sine, cosine }: WaveEffect, weights: readonly number[]): number {
  const turn = turns[part] ?? 1;
  const angle = Math.atan2(weights[sine] ?? 0, weights[cosine] ?? 0);
  return ((Math.round((angle / (2 * Math.PI)) * turn) % turn) + turn) % turn;
}

/** What the usual spread over rows does to the sum. */
export function influenceOf(
  effect: Effect,
  weights: readonly number[],
  pairs: readonly { readonly features: readonly number[] }[],
): number {
  const spreadOf = (valueOf: (features: readonly number[]) => number) =>
    standardDeviation(pairs.map(({ features }) => valueOf(features)));
  if (effect.kind === 'wave') {
    const { sine, cosine } = effect;
    const [ofSine, ofCosine] = [weights[sine] ?? 0, weights[cosine] ?? 0];
    return spreadOf((features) => ofSine * (features[sine] ?? 0) + ofCosine * (features[cosine] ?? 0));
  }
  const { own } = effect;
  return (sizeOf(effect, weights) / own.factor) * spreadOf((features) => features[own.at] ?? 0);
}

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}
