/** At the end of a cell of which only the beginning is here. */
export const cutMark = '…';
