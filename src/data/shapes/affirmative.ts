/** Names that mean yes: of two classes, the one with such a name is class 1. */
const affirmative = new Set(['yes', 'y', 'true', 't', 'positive', 'pos', 'on']);

export const isAffirmative = (name: string): boolean => affirmative.has(name.toLowerCase());
