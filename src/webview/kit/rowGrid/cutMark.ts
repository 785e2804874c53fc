/** Ends a truncated cell. */
export const cutMark = '…';
