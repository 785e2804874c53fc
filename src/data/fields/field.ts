/** A column that a model needs, and what can be said of its values. */
export interface Field {
  readonly column: string;
  readonly values: FieldValues;
  /** What becomes of a row without a value. */
  readonly missing: MissingRule;
}

export type FieldValues =
  | {
      readonly kind: 'number';
      /** Over the training rows. */
      readonly min: number;
      readonly max: number;
      readonly mean: number;
      /** What is beyond becomes the nearer of both. */
      readonly clip?: readonly [number, number];
      /** The model takes a function of it, which is defined from here on. */
      readonly domain?: { readonly least: number; readonly isIncluded: boolean };
    }
  | {
      readonly kind: 'date';
      /** As dateReader takes it. */
      readonly format: string;
      /** Over the training rows, in milliseconds since 1970. */
      readonly min: number;
      readonly max: number;
      readonly mean: number;
      /** Whether the time of day counts. */
      readonly hasTime: boolean;
    }
  | { readonly kind: 'boolean'; readonly no: string; readonly yes: string; readonly mean: number }
  | {
      readonly kind: 'level';
      /** Known values in the model's order, without the missing one. */
      readonly levels: readonly string[];
      /** Values are numbers: 1 and 1.0 are the same. */
      readonly isNumber: boolean;
      readonly unseen: UnseenRule;
      /** A usual value; undefined where a missing one, or one of the others, is the most frequent. */
      readonly usual: string | undefined;
    }
  /** Any text; none is unknown to the model. */
  | { readonly kind: 'text' };

export type MissingRule =
  | { readonly kind: 'refused' }
  | {
      readonly kind: 'filled';
      readonly by: 'median' | 'mean' | 'mostFrequent' | 'given';
      /** Milliseconds since 1970 for a date, a known value for a place in an order. */
      readonly with: number | string;
    }
  /** It is a value of its own. */
  | { readonly kind: 'level' }
  /** It is like a value that was not seen. */
  | { readonly kind: 'unseen'; readonly rule: UnseenRule };

/** What becomes of a value that the model does not know. */
export type UnseenRule =
  | 'refused'
  /** It counts as one of the rare values. */
  | 'other'
  /** It is none of the known values. */
  | 'none'
  /** It comes before all known values. */
  | 'first'
  /** Its share of the training rows is 0. */
  | 'no-share'
  /** The mean of all training rows stands for it. */
  | 'overall-mean'
  /** It shares a place with others, as every value does. */
  | 'hashed';

/** A value of a field, as a table or a person gives it; undefined or an empty text is missing. */
export type FieldCell = string | number | undefined;

/** Why the model cannot take a value. */
export type FieldProblem = 'missing' | 'no-number' | 'no-date' | 'unseen' | 'out-of-domain';

/** What becomes of a value that the model takes, but that is not as those that it learned from. */
export type FieldRemark =
  | { readonly kind: 'missing'; readonly rule: Exclude<MissingRule, { kind: 'refused' | 'level' }> }
  | { readonly kind: 'unseen'; readonly rule: Exclude<UnseenRule, 'refused' | 'hashed'> }
  | { readonly kind: 'outside' }
  | { readonly kind: 'clipped'; readonly to: number };

/** A value as the model sees it: a problem, or whatever is worth saying of it. */
export type FieldLook =
  | { readonly problem: FieldProblem }
  | { readonly problem?: undefined; readonly remark: FieldRemark | undefined };
