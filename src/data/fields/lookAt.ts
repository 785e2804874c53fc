import type { Field, FieldCell, FieldLook, FieldRemark } from './field.ts';

/** What the model makes of a value. A date comes as milliseconds since 1970. */
export function lookAt({ values, missing }: Field, cell: FieldCell): FieldLook {
  if (cell === undefined || cell === '') {
    if (missing.kind === 'refused') return { problem: 'missing' };
    return { remark: missing.kind === 'level' ? undefined : { kind: 'missing', rule: missing } };
  }
  switch (values.kind) {
    case 'number':
    case 'date': {
      const number = typeof cell === 'number' ? cell : Number.NaN;
      if (!Number.isFinite(number)) return { problem: values.kind === 'date' ? 'no-date' : 'no-number' };
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
