/** Beside it the pairs have room only up to so many columns. */
export const mostBesidePairs = 6;
const roomForLabels = 110;

/** Height in px of a correlation matrix: a line of text a row, and more where the rows are few. */
export function matrixHeight(columnCount: number): number {
  if (columnCount <= 2) return 232;
  if (columnCount <= mostBesidePairs) return 380;
  return roomForLabels + columnCount * (columnCount <= 12 ? 30 : 18);
}

/** Whether a number `textWidth` wide can be read in a cell. */
export function hasRoom(cell: { readonly width: number; readonly height: number }, textWidth: number) {
  return cell.width >= textWidth + 4 && cell.height >= 14;
}
