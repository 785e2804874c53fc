/** How many runs can be compared at once. */
export const comparable = { least: 2, most: 10 } as const;
