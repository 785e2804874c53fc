/** The page never shows more rows of a table; a file has all of them. */
export const mostRows = 500;
