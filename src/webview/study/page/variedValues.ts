import type { Vary } from '../../../data/shapes/study.ts';
import type { Variable, VariedValue } from '../contract.ts';

type Values = Extract<Vary, { values: unknown }>['values'];
type Choices = Pick<Variable, 'kind' | 'choices'>;

export type Varied =
  | { readonly kind: 'values'; readonly values: Values }
  | { readonly kind: 'range'; readonly low: number; readonly high: number; readonly scale: 'linear' | 'log' }
  | { readonly kind: 'empty' }
  /** A part of the text that is no value of the variable. */
  | { readonly kind: 'invalid'; readonly part: string };

/** What a field says to try: "0, 0.01, auto", or for numbers "0.0001 to 1". */
export function variedIn(text: string, variable: Choices): Varied {
  const isNumeric = variable.kind !== 'choice';
  const ends = isNumeric ? /^\s*(\S+)\s+to\s+(\S+)\s*$/i.exec(text) : null;
  if (ends !== null) return rangeOf(ends[1] ?? '', ends[2] ?? '');
  const parts = [
    ...new Set(
      text
        .split(/[,;]/)
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    ),
  ];
  if (parts.length === 0) return { kind: 'empty' };
  const wrong = parts.find((part) => valueOf(part, variable) === undefined);
  if (wrong !== undefined) return { kind: 'invalid', part: wrong };
  return { kind: 'values', values: parts.flatMap((part) => valueOf(part, variable)?.value ?? null) };
}

/** Ends that are far apart are drawn between by their logarithm. */
function rangeOf(from: string, to: string): Varied {
  const [low, high] = [Number(from), Number(to)];
  if (!Number.isFinite(low)) return { kind: 'invalid', part: from };
  if (!Number.isFinite(high) || high <= low) return { kind: 'invalid', part: to };
  return { kind: 'range', low, high, scale: low > 0 && high / low >= 100 ? 'log' : 'linear' };
}

/** The value that a part of the text names; undefined where there is none. */
function valueOf(part: string, { kind, choices }: Choices): { readonly value: VariedValue } | undefined {
  const choice = choices.find((one) => String(one) === part);
  if (choice !== undefined) return { value: choice };
  const number = Number(part);
  const isNumber =
    kind === 'number' ? Number.isFinite(number) : kind === 'integer' && Number.isInteger(number);
  return isNumber ? { value: number } : undefined;
}

/** How many trainings a grid has. */
export const gridCount = (varied: readonly Varied[]): number =>
  varied.reduce((product, one) => product * (one.kind === 'values' ? one.values.length : 1), 1);
