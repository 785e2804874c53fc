import type { DatePart } from '../shapes/encoders/date.ts';
import type { FittedFeature } from '../shapes/encoders/fitted.ts';
import type { FittedTransform } from '../shapes/encoders/number.ts';
import { cyclicParts } from '../shapes/encoders/width.ts';

/** A column that the model sees: what a number in it means. */
export interface Output {
  /** The columns of the table that it comes from. */
  readonly columns: readonly string[];
  /** Outputs of one feature have the same number. */
  readonly feature: number;
  readonly meaning: OutputMeaning;
}

export type OutputMeaning =
  | { readonly kind: 'number'; readonly transform?: FittedTransform; readonly isDate: boolean }
  | { readonly kind: 'boolean'; readonly no: string; readonly yes: string }
  /** 1 where the value is missing. */
  | { readonly kind: 'missing' }
  /** 1 for one value ('' is a missing one), or without a level for all others; `share` of the training rows. */
  | { readonly kind: 'level'; readonly level?: string; readonly share: number }
  /** 1 for numbers of a range, or without one where the number is missing. */
  | { readonly kind: 'bin'; readonly range?: readonly [number, number]; readonly share: number }
  | { readonly kind: 'order'; readonly first: string; readonly last: string }
  | { readonly kind: 'share' }
  | { readonly kind: 'target-mean'; readonly className?: string }
  | { readonly kind: 'hash'; readonly bucket: number }
  | { readonly kind: 'part'; readonly part: DatePart }
  | { readonly kind: 'wave'; readonly part: DatePart; readonly wave: 'sine' | 'cosine' }
  | { readonly kind: 'power'; readonly power: number }
  | { readonly kind: 'product' };

/** The model's columns in order. */
export const outputsOf = (features: readonly FittedFeature[]): readonly Output[] =>
  features.flatMap((feature, index) => {
    const columns = feature.encode === 'product' ? feature.planned.product : [feature.planned.column];
    return meaningsOf(feature).map((meaning) => ({ columns, feature: index, meaning }));
  });

function meaningsOf(feature: FittedFeature): readonly OutputMeaning[] {
  switch (feature.encode) {
    case 'number': {
      const { transform, words, indicator, dateFormat } = feature.fitted;
      const number: OutputMeaning =
        words === undefined || transform !== undefined
          ? {
              kind: 'number',
              isDate: dateFormat !== undefined,
              ...(transform === undefined ? {} : { transform }),
            }
          : { kind: 'boolean', no: words[0], yes: words[1] };
      return indicator ? [number, missing] : [number];
    }
    case 'one-hot': {
      const { levels, shares } = feature.fitted;
      return shares.map((share, index): OutputMeaning => {
        const level = levels[index];
        return level === undefined ? { kind: 'level', share } : { kind: 'level', level, share };
      });
    }
    case 'bins': {
      const { edges, shares, hasMissing } = feature.fitted;
      return shares.map((share, index): OutputMeaning => {
        if (hasMissing && index === shares.length - 1) return { kind: 'bin', share };
        const from = edges[index] ?? 0;
        return { kind: 'bin', range: [from, edges[index + 1] ?? from], share };
      });
    }
    case 'ordinal': {
      const { levels } = feature.fitted;
      return [{ kind: 'order', first: levels[0] ?? '', last: levels.at(-1) ?? '' }];
    }
    case 'frequency':
      return [{ kind: 'share' }];
    case 'target-mean': {
      const { overall, classNames = [] } = feature.fitted;
      return overall.map((_, index): OutputMeaning => {
        const className = classNames[index];
        return className === undefined ? { kind: 'target-mean' } : { kind: 'target-mean', className };
      });
    }
    case 'hash':
      return Array.from({ length: feature.fitted.buckets }, (_, bucket) => ({ kind: 'hash', bucket }));
    case 'date': {
      const { parts, cyclic, indicator } = feature.fitted;
      const ofParts = parts.flatMap((part): readonly OutputMeaning[] => [
        { kind: 'part', part },
        ...(cyclic && cyclicParts.has(part)
          ? ([
              { kind: 'wave', part, wave: 'sine' },
              { kind: 'wave', part, wave: 'cosine' },
            ] as const)
          : []),
      ]);
      return indicator ? [...ofParts, missing] : ofParts;
    }
    case 'powers':
      return Array.from({ length: feature.fitted.degree - 1 }, (_, index) => ({
        kind: 'power',
        power: index + 2,
      }));
    case 'product':
      return [{ kind: 'product' }];
  }
}

const missing: OutputMeaning = { kind: 'missing' };
