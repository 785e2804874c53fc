/** The code of a request that the user gave up in a dialog of the host: there is nothing to show. */
export const cancelledCode = 'cancelled';
