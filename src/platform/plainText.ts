/**
 * A text for a notification: VS Code makes links of `[label](command:…)` in it, and names of files, columns and classes may come from
 * anybody. A space without width keeps such a text from being a link.
 */
export const plainText = (text: string): string => text.replaceAll('](', ']\u200B(');
