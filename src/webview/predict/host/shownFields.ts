import type { Field } from '../../../data/fields/field.ts';
import type { PredictField } from '../contract.ts';

/** Values that a page gets, of all columns together; a message must stay below a megabyte. */
const mostLevels = 20_000;
const mostOfOne = 1000;
const longestLevel = 200;

/** Fields as a page gets them: of a column with very many known values, the first ones. */
export function shownFields(fields: readonly Field[]): readonly PredictField[] {
  const most = Math.max(1, Math.min(mostOfOne, Math.floor(mostLevels / Math.max(1, fields.length))));
  return fields.map((field) => {
    if (field.values.kind !== 'level') return field;
    const { levels } = field.values;
    const shown = levels.filter((level) => level.length <= longestLevel).slice(0, most);
    return shown.length === levels.length
      ? field
      : { ...field, values: { ...field.values, levels: shown }, moreLevels: levels.length - shown.length };
  });
}
