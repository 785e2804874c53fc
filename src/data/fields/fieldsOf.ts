import type { FittedFeature } from '../shapes/encoders/fitted.ts';
import type { FittedTransform } from '../shapes/encoders/number.ts';
import type { NumberFacts } from '../shapes/encoders/numberFacts.ts';
import type { Field, FieldValues, MissingRule, UnseenRule } from './field.ts';

/** The columns that the features need, each once, in the order of the features. */
export function fieldsOf(features: readonly FittedFeature[]): readonly Field[] {
  const fields = new Map<string, Field>();
  for (const one of features.flatMap(fieldsOfFeature)) {
    const known = fields.get(one.column);
    fields.set(one.column, known === undefined ? one : merged(known, one));
  }
  return [...fields.values()];
}

/** The field of two features of one column: that of the more telling one, which refuses what either refuses. */
function merged(known: Field, other: Field): Field {
  const [best, rest] = rank(other) > rank(known) ? [other, known] : [known, other];
  const refuses = known.missing.kind === 'refused' || other.missing.kind === 'refused';
  return {
    ...best,
    values: withRefusal(best.values, rest.values),
    missing: refuses ? { kind: 'refused' } : best.missing,
  };
}

const ranks = ['text', 'level', 'number', 'boolean', 'date'];
const rank = ({ values }: Field) => ranks.indexOf(values.kind);

function withRefusal(values: FieldValues, other: FieldValues): FieldValues {
  if (values.kind === 'level' && other.kind === 'level' && other.unseen === 'refused')
    return { ...values, unseen: 'refused' };
  return values;
}

function fieldsOfFeature(feature: FittedFeature): readonly Field[] {
  switch (feature.encode) {
    case 'number': {
      const { planned, fitted } = feature;
      const field = numberField(planned.column, fitted, planned.missing);
      const { clip, words, transform } = fitted;
      if (words !== undefined) {
        const [no, yes] = words;
        return [{ ...field, values: { kind: 'boolean', no, yes, mean: fitted.mean } }];
      }
      if (field.values.kind !== 'number') return [field];
      const domain = domainOf(transform);
      const values = {
        ...field.values,
        ...(clip === undefined ? {} : { clip }),
        ...(domain === undefined ? {} : { domain }),
      };
      return [{ ...field, values }];
    }
    case 'date': {
      const { planned, fitted } = feature;
      return [numberField(planned.column, fitted, planned.missing, fitted.parts)];
    }
    case 'powers':
      return [numberField(feature.planned.column, feature.fitted, feature.planned.missing)];
    case 'bins': {
      const { planned, fitted } = feature;
      const field = numberField(planned.column, fitted, planned.missing);
      return [fitted.hasMissing ? { ...field, missing: { kind: 'level' } } : field];
    }
    case 'product': {
      const { planned, fitted } = feature;
      return planned.product.map((column, index) =>
        numberField(column, fitted.factors[index === 0 ? 0 : 1], planned.missing),
      );
    }
    case 'one-hot': {
      const { levels, rare = [], hasOther, unseen, isNumber, shares } = feature.fitted;
      const rule: UnseenRule =
        unseen === 'error' ? 'refused' : unseen === 'other' && hasOther ? 'other' : 'none';
      return [levelField(feature.planned.column, { levels, more: rare, isNumber, shares, rule })];
    }
    case 'ordinal': {
      const { planned, fitted } = feature;
      const { levels, isNumber, unseen, fill, shares } = fitted;
      const rule = unseen === 'error' ? 'refused' : unseen === 'zero' ? 'none' : 'first';
      const field = levelField(planned.column, { levels, isNumber, shares, rule });
      if (fill === undefined) return [field];
      return [{ ...field, missing: filled(levels[fill] ?? fill, planned.missing) }];
    }
    case 'frequency': {
      const { levels, isNumber, unseen, shares } = feature.fitted;
      const rule = unseen === 'error' ? 'refused' : 'no-share';
      return [levelField(feature.planned.column, { levels, isNumber, shares, rule })];
    }
    case 'target-mean': {
      const { levels, isNumber, unseen, shares } = feature.fitted;
      const rule = unseen === 'error' ? 'refused' : unseen === 'zero' ? 'none' : 'overall-mean';
      return [levelField(feature.planned.column, { levels, isNumber, shares, rule })];
    }
    case 'hash':
      return [
        {
          column: feature.planned.column,
          values: { kind: 'text' },
          missing: { kind: 'unseen', rule: 'none' },
        },
      ];
  }
}

type Planned = Extract<FittedFeature, { encode: 'number' }>['planned']['missing'];

function filled(fill: number | string, planned: Planned): MissingRule {
  const by = typeof planned === 'string' && planned !== 'drop' ? planned : 'given';
  return { kind: 'filled', by, with: fill };
}

/** Where the function of a number is defined. */
function domainOf(transform: FittedTransform | undefined) {
  switch (transform?.kind) {
    case 'log1p':
      return { least: -1, isIncluded: false };
    case 'sqrt':
      return { least: 0, isIncluded: true };
    case undefined:
    case 'power':
    case 'standard':
    case 'since':
      return undefined;
  }
}

/** Parts that only the time of day decides. */
const timeParts: readonly string[] = ['hour', 'minute'];
const dayMs = 86_400_000;

function numberField(
  column: string,
  { fill, min, max, mean, dateFormat }: NumberFacts,
  planned: Planned,
  parts: readonly string[] = [],
): Field {
  const missing: MissingRule = fill === undefined ? { kind: 'refused' } : filled(fill, planned);
  if (dateFormat === undefined && parts.length === 0)
    return { column, values: { kind: 'number', min, max, mean }, missing };
  const hasTime = min % dayMs !== 0 || max % dayMs !== 0 || parts.some((part) => timeParts.includes(part));
  return { column, values: { kind: 'date', format: dateFormat ?? '', min, max, mean, hasTime }, missing };
}

interface Levels {
  readonly levels: readonly string[];
  /** Known values without a place of their own. */
  readonly more?: readonly string[];
  readonly isNumber: boolean;
  readonly shares: readonly number[];
  readonly rule: UnseenRule;
}

function levelField(column: string, { levels, more = [], isNumber, shares, rule }: Levels): Field {
  const known = [...levels, ...more];
  const most = shares.reduce((best, share, index) => (share > (shares[best] ?? 0) ? index : best), 0);
  const usual = levels[most];
  return {
    column,
    values: {
      kind: 'level',
      levels: known.filter((level) => level !== ''),
      isNumber,
      unseen: rule,
      usual: usual === '' ? undefined : usual,
    },
    missing: known.includes('')
      ? { kind: 'level' }
      : rule === 'refused'
        ? { kind: 'refused' }
        : { kind: 'unseen', rule },
  };
}
