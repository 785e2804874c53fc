import { dateReader } from '../source/dateReader.ts';
import type { Field, FieldCell, FieldLook, FieldRemark, FieldValues } from './field.ts';

const nothing: FieldLook = { remark: undefined };
const outside: FieldLook = { remark: { kind: 'outside' } };

/** What the model makes of a value. A date is a text in its column's format, or milliseconds since 1970. */
export const lookAt = (field: Field, cell: FieldCell): FieldLook => openLook(field)(cell);

/** As lookAt, for many values. */
export function openLook({ values, missing }: Field): (cell: FieldCell) => FieldLook {
  const atGap: FieldLook =
    missing.kind === 'refused'
      ? { problem: 'missing' }
      : missing.kind === 'level'
        ? nothing
        : { remark: { kind: 'missing', rule: missing } };
  const atValue = valueLook(values);
  return (cell) => (cell === undefined || cell === '' ? atGap : atValue(cell));
}

function valueLook(values: FieldValues): (cell: string | number) => FieldLook {
  switch (values.kind) {
    case 'number':
      return numberLook(values);
    case 'date': {
      const read = dateReader(values.format);
      return (cell) => {
        const time = typeof cell === 'number' ? cell : read(cell);
        if (time === undefined || !Number.isFinite(time)) return { problem: 'no-date' };
        return time < values.min || time > values.max ? outside : nothing;
      };
    }
    case 'level':
      return levelLook(values);
    case 'boolean':
      // Written as a number, it may be any.
      return (cell) => {
        const number = numberOf(cell);
        return number === undefined || (number >= 0 && number <= 1) ? nothing : outside;
      };
    case 'text':
      return () => nothing;
  }
}

type Numbers = Extract<FieldValues, { kind: 'number' }>;

function numberLook({ min, max, clip, domain }: Numbers): (cell: string | number) => FieldLook {
  const [low, high] = clip ?? [-Infinity, Infinity];
  const clippedTo = (to: number): FieldLook => ({ remark: { kind: 'clipped', to } });
  const isDefined = (number: number) => {
    if (domain === undefined) return true;
    const clipped = Math.min(Math.max(number, low), high);
    return domain.isIncluded ? clipped >= domain.least : clipped > domain.least;
  };
  return (cell) => {
    const number = numberOf(cell);
    if (number === undefined) return { problem: 'no-number' };
    if (!isDefined(number)) return { problem: 'out-of-domain' };
    if (number < low) return clippedTo(low);
    if (number > high) return clippedTo(high);
    return number < min || number > max ? outside : nothing;
  };
}

/** A cell as a number; undefined for one that is none. */
export function numberOf(cell: string | number): number | undefined {
  const number = typeof cell === 'number' || cell.trim() !== '' ? Number(cell) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

function levelLook({
  levels,
  isNumber,
  unseen,
}: Extract<FieldValues, { kind: 'level' }>): (cell: string | number) => FieldLook {
  const known = new Set(levels);
  const atOthers: FieldLook =
    unseen === 'refused'
      ? { problem: 'unseen' }
      : unseen === 'hashed'
        ? nothing
        : { remark: { kind: 'unseen', rule: unseen } };
  return (cell) => {
    const text = String(cell).trim();
    const number = isNumber ? numberOf(text) : undefined;
    return known.has(number === undefined ? text : String(number)) ? nothing : atOthers;
  };
}

/** A remark to be counted with those like it. */
export const remarkKey = (remark: FieldRemark): string =>
  remark.kind === 'clipped' ? `clipped ${remark.to}` : remark.kind;
