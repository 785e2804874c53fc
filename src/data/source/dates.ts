const time = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?`;
const zone = String.raw`(?: ?Z| ?[+-]\d{2}:?\d{2})?`;
const day = String.raw`(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))`;
const datePattern = new RegExp(`^(?:${day}(?:[T ]${time}${zone})?|${time})$`);

/** Whether a cell is a date, a time, or both, in figures. */
export const isDate = (cell: string) => cell.length <= 40 && datePattern.test(cell.trim());
