/** What unit tests see of the editor: texts in English, filled in as vscode.l10n.t does. */
export const l10n = {
  t: (text: string, ...given: readonly (string | number | boolean)[]) =>
    text.replaceAll(/\{(\d+)\}/g, (_, index: string) => String(given[Number(index)])),
};
