import { dateReader } from '../source/dateReader.ts';
import type { Field, FieldCell, FieldLook, FieldRemark, FieldValues } from './field.ts';

/** What the model makes of a value. A date is a text in its column's format, or milliseconds since 1970. */
export function lookAt({ values, missing }: Field, cell: FieldCell): FieldLook {
  if (cell === undefined || cell === '') {
    if (missing.kind === 'refused') return { problem: 'missing' };
    return { remark: missing.kind === 'level' ? undefined : { kind: 'missing', rule: missing } };
  }
  switch (values.kind) {
    case 'number':
    case 'date': {
      const number = numberOf(values, cell);
      if (number === undefined) return { problem: values.kind === 'date' ? 'no-date' : 'no-number' };
      if (values.kind === 'number' && !isInDomain(values, number)) return { problem: 'out-of-domain' };
      return { remark: ofNumber(values, number) };
    }
    case 'level': {
      if (isKnown(values, cell)) return { remark: undefined };
      const { unseen } = values;
      if (unseen === 'refused') return { problem: 'unseen' };
      return { remark: unseen === 'hashed' ? undefined : { kind: 'unseen', rule: unseen } };
    }
    case 'boolean':
    case 'text':
      return { remark: undefined };
  }
}

/** A number, or a date in milliseconds since 1970. */
export function numberOf(
  values: Extract<FieldValues, { kind: 'number' | 'date' }>,
  cell: string | number,
): number | undefined {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : undefined;
  const number = values.kind === 'date' ? dateReader(values.format)(cell) : Number(cell);
  return number === undefined || !Number.isFinite(number) || cell.trim() === '' ? undefined : number;
}

function isInDomain(
  { clip = [-Infinity, Infinity], domain }: Extract<FieldValues, { kind: 'number' }>,
  number: number,
): boolean {
  if (domain === undefined) return true;
  const clipped = Math.min(Math.max(number, clip[0]), clip[1]);
  return domain.isIncluded ? clipped >= domain.least : clipped > domain.least;
}

function ofNumber(
  values: { readonly min: number; readonly max: number; readonly clip?: readonly [number, number] },
  number: number,
): FieldRemark | undefined {
  const { min, max, clip } = values;
  if (clip !== undefined && (number < clip[0] || number > clip[1]))
    return { kind: 'clipped', to: number < clip[0] ? clip[0] : clip[1] };
  return number < min || number > max ? { kind: 'outside' } : undefined;
}

function isKnown(
  { levels, isNumber }: { readonly levels: readonly string[]; readonly isNumber: boolean },
  cell: string | number,
): boolean {
  const text = String(cell).trim();
  const number = Number(text);
  return levels.includes(isNumber && text !== '' && Number.isFinite(number) ? String(number) : text);
}
