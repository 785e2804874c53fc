/** What unit tests see of the editor's API: texts in English, and a user who answers nothing unless a test says so. */
export const l10n = {
  t: (text: string, ...given: readonly (string | number | boolean)[]) =>
    text.replaceAll(/\{(\d+)\}/g, (_, index: string) => String(given[Number(index)])),
};

export class Uri {
  static file(path: string): Uri {
    return new Uri(path);
  }
  private constructor(readonly fsPath: string) {}
}

interface Item {
  readonly label: string;
}

type Answers<Given extends readonly unknown[], T> = (...given: Given) => Promise<T | undefined>;
const showQuickPick: Answers<[Promise<readonly Item[]>], Item> = async () => undefined;
const showWarningMessage: Answers<unknown[], string> = async () => undefined;
const executeCommand: Answers<unknown[], unknown> = async () => undefined;

export const window = { showQuickPick, showWarningMessage };
export const commands = { executeCommand };
export const workspace = { textDocuments: [] };
