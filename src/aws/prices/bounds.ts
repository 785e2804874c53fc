/** US dollars; more than any instance costs. */
export const mostUsdPerHour = 10_000;
