/** Stands in for `vscode` where messages are worded without it: in English, as their texts are. */
export const l10n = {
  t: (text: string, ...values: readonly (string | number)[]): string =>
    text.replaceAll(/\{(\d+)\}/g, (placeholder, index: string) =>
      String(values[Number(index)] ?? placeholder),
    ),
};

export const env = { language: 'en' };
