import { createTerminal, onDidCloseTerminal } from './fakeTerminals.ts';

/** Stands in for `vscode` where a unit looks at what the user is shown: `vi.mock('vscode', () => import('…/test/fakeVscode.ts'))`. */
interface Shown {
  readonly kind: 'information' | 'warning' | 'error' | 'pick' | 'input' | 'dialog';
  readonly message: string;
  readonly detail: string | undefined;
  readonly choices: readonly string[];
}

/** What was shown since `forgetShown`, in order. */
export const shown: Shown[] = [];
let answers: (string | undefined)[] = [];
export const executed: { readonly command: string; readonly given: readonly unknown[] }[] = [];

/** Forgets what was shown; the next questions get `next`, one after the other, then Esc. A pick is answered by its label. */
export function forgetShown(...next: (string | undefined)[]): void {
  shown.length = 0;
  executed.length = 0;
  answers = next;
}

interface MessageOptions {
  readonly modal?: boolean;
  readonly detail?: string;
}

const message =
  (kind: Shown['kind']) =>
  async (text: string, ...rest: (string | MessageOptions)[]): Promise<string | undefined> => {
    const options = rest.find((one) => typeof one !== 'string');
    const choices = rest.filter((one) => typeof one === 'string');
    shown.push({ kind, message: text, detail: options?.detail, choices });
    // A message that nobody waits for takes an answer only where it is one of its buttons.
    const isAnswered = options?.modal === true || choices.some((choice) => choice === answers[0]);
    return isAnswered ? answers.shift() : undefined;
  };

interface Token {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): void;
}

export class CancellationTokenSource {
  private readonly listeners: (() => void)[] = [];
  readonly token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: () => void) => void this.listeners.push(listener),
  };
  cancel() {
    this.token.isCancellationRequested = true;
    for (const listener of this.listeners) listener();
  }
  dispose() {
    this.listeners.length = 0;
  }
}

export const statusBarItems = new Map<string, FakeStatusBarItem>();

export interface FakeStatusBarItem {
  text: string;
  tooltip: string | MarkdownString | undefined;
  backgroundColor: ThemeColor | undefined;
  accessibilityInformation?: { readonly label: string };
  command?: unknown;
  isVisible: boolean;
}

interface InputOptions {
  readonly prompt: string;
  readonly value?: string;
  readonly validateInput?: (value: string) => string | undefined;
}

/** Presses Cancel of the notification that was shown last. */
export let cancelProgress = (): void => undefined;

export const window = {
  get tabGroups() {
    return { activeTabGroup: { activeTab: workbench.activeTab } };
  },
  showOpenDialog: async ({ title }: { readonly title: string }): Promise<Uri[] | undefined> => {
    shown.push({ kind: 'dialog', message: title, detail: undefined, choices: [] });
    const answer = answers.shift();
    return answer === undefined ? undefined : [Uri.file(answer)];
  },
  showSaveDialog: async ({ title = '' }: { readonly title?: string }): Promise<Uri | undefined> => {
    shown.push({ kind: 'dialog', message: title, detail: undefined, choices: [] });
    const answer = answers.shift();
    return answer === undefined ? undefined : Uri.file(answer);
  },
  showInformationMessage: message('information'),
  showWarningMessage: message('warning'),
  showErrorMessage: message('error'),
  state: { focused: true },
  onDidChangeWindowState: () => ({ dispose: () => undefined }),
  async showQuickPick<T extends { readonly label: string; readonly detail?: string | undefined }>(
    items: readonly T[] | Promise<readonly T[]>,
    options: { readonly placeHolder?: string; readonly canPickMany?: boolean },
    token?: Token,
  ): Promise<T | readonly T[] | undefined> {
    const list = await items;
    // VS Code closes the list in the turn after its token is cancelled.
    await new Promise((resolve) => setImmediate(resolve));
    if (token?.isCancellationRequested === true) return undefined;
    const choices = list.map(({ label }) => label);
    const details = list.flatMap(({ label, detail: one }) => (one === undefined ? [] : [`${label}: ${one}`]));
    const detail = details.length === 0 ? undefined : details.join('\n');
    shown.push({ kind: 'pick', message: options.placeHolder ?? '', detail, choices });
    const answer = answers.shift();
    if (options.canPickMany === true)
      return answer === undefined ? undefined : list.filter(({ label }) => label === answer);
    return list.find(({ label }) => label === answer);
  },
  /** An answer that the box refuses is kept as its only choice, and the next one is taken. */
  async showInputBox({ prompt, value, validateInput }: InputOptions): Promise<string | undefined> {
    for (;;) {
      const answer = answers.shift();
      const problem = answer === undefined ? undefined : validateInput?.(answer);
      shown.push({
        kind: 'input',
        message: prompt,
        detail: value,
        choices: problem === undefined ? [] : [problem],
      });
      if (problem === undefined) return answer;
    }
  },
  withProgress: async <T>(
    _options: unknown,
    task: (progress: { report(): void }, token: Token) => Promise<T>,
  ): Promise<T> => {
    const cancelling = new CancellationTokenSource();
    cancelProgress = () => cancelling.cancel();
    return task({ report: () => undefined }, cancelling.token);
  },
  createTerminal,
  onDidCloseTerminal,
  createWebviewPanel(viewType: string, title: string) {
    const panel = new FakePanel(viewType, title);
    panels.push(panel);
    return panel;
  },
  createStatusBarItem(id: string) {
    const item: FakeStatusBarItem = {
      text: '',
      tooltip: undefined,
      backgroundColor: undefined,
      isVisible: false,
    };
    statusBarItems.set(id, item);
    return Object.assign(item, {
      show: () => void (item.isVisible = true),
      hide: () => void (item.isVisible = false),
      dispose: () => void statusBarItems.delete(id),
    });
  },
};

/** A panel whose page is the test: what the host posts is kept, what the page says goes to the host. */
export class FakePanel {
  readonly posted: unknown[] = [];
  reveals = 0;
  visible = true;
  private readonly closing: (() => void)[] = [];
  private readonly viewStates: (() => void)[] = [];
  private listener: (message: unknown) => void = () => undefined;
  readonly viewType: string;
  readonly title: string;
  constructor(viewType: string, title: string) {
    this.viewType = viewType;
    this.title = title;
  }
  readonly webview = {
    cspSource: 'self',
    options: {},
    html: '',
    asWebviewUri: (uri: Uri) => uri,
    postMessage: async (message: unknown) => void this.posted.push(message),
    onDidReceiveMessage: (listener: (message: unknown) => void) => {
      this.listener = listener;
      return { dispose: () => undefined };
    },
  };
  say(message: unknown) {
    this.listener(message);
  }
  reveal() {
    this.reveals += 1;
  }
  onDidDispose(listener: () => void) {
    this.closing.push(listener);
  }
  onDidChangeViewState(listener: () => void) {
    this.viewStates.push(listener);
    return { dispose: () => undefined };
  }
  /** Brings the panel to the front, or another one. */
  turn(visible: boolean) {
    this.visible = visible;
    for (const listener of this.viewStates) listener();
  }
  dispose() {
    for (const close of this.closing) close();
  }
}

export const panels: FakePanel[] = [];

const registered = new Map<string, (...given: unknown[]) => unknown>();
export const commands = {
  registerCommand(command: string, run: (...given: unknown[]) => unknown) {
    registered.set(command, run);
    return { dispose: () => void registered.delete(command) };
  },
  /** Runs what is registered; everything else is only recorded. */
  async executeCommand(command: string, ...given: unknown[]): Promise<unknown> {
    executed.push({ command, given });
    return registered.get(command)?.(...given);
  },
};

export const UIKind = { Desktop: 1, Web: 2 };
let clipboardText = '';
export const env = {
  language: 'en',
  get remoteName(): string | undefined {
    return undefined;
  },
  uiKind: UIKind.Desktop,
  shell: '/bin/bash',
  openExternal: async ({ fsPath }: Uri) => void executed.push({ command: 'openExternal', given: [fsPath] }),
  clipboard: {
    writeText: async (text: string) => void (clipboardText = text),
    readText: async () => clipboardText,
  },
};

export const l10n = {
  t: (text: string, ...values: unknown[]) =>
    text.replaceAll(/\{(\d+)\}/g, (_, index) => String(values[Number(index)])),
};

export class ThemeColor {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export class ThemeIcon {
  static readonly Folder = new ThemeIcon('folder');
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export class MarkdownString {
  value = '';
  isTrusted: boolean | { readonly enabledCommands: readonly string[] } | undefined;
  appendText(text: string): this {
    this.value += text;
    return this;
  }
  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}

export class Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number) {
    this.start = { line: startLine, character: startCharacter };
    this.end = { line: endLine, character: endCharacter };
  }
}

export class TreeItem {
  readonly label: string;
  readonly collapsibleState: number;
  constructor(label: string, collapsibleState = 0) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}

export class EventEmitter<T> {
  private readonly listeners: ((value: T) => void)[] = [];
  readonly event = (listener: (value: T) => void) => {
    this.listeners.push(listener);
    return { dispose: () => undefined };
  };
  fire(value: T) {
    for (const listener of this.listeners) listener(value);
  }
  dispose() {
    this.listeners.length = 0;
  }
}

export class Uri {
  readonly fsPath: string;
  readonly scheme: string;
  readonly authority: string;
  constructor(fsPath: string, scheme = 'file', authority = '') {
    this.fsPath = fsPath;
    this.scheme = scheme;
    this.authority = authority;
  }
  get path() {
    return this.fsPath;
  }
  static file = (path: string) => new Uri(path);
  static from = ({ scheme, authority, path }: { scheme: string; authority: string; path: string }) =>
    new Uri(path, scheme, authority);
  static parse = (text: string) => {
    const [, scheme, authority, path = ''] = /^(s3):\/\/([^/]*)(.*)$/s.exec(text) ?? [];
    return scheme === undefined ? new Uri(text) : new Uri(path, scheme, authority);
  };
  static joinPath = (base: Uri, ...parts: string[]) => new Uri([base.fsPath, ...parts].join('/'));
  toString() {
    return this.scheme === 'file' ? this.fsPath : `${this.scheme}://${this.authority}${this.fsPath}`;
  }
}

/** One kind of what is dragged. */
export class DataTransferItem {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
  async asString() {
    return String(this.value);
  }
}

export class RelativePattern {
  readonly base: Uri;
  readonly pattern: string;
  constructor(base: Uri, pattern: string) {
    this.base = base;
    this.pattern = pattern;
  }
}

export const QuickPickItemKind = { Separator: -1, Default: 0 };
export const StatusBarAlignment = { Left: 1, Right: 2 };
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const ViewColumn = { Active: -1 };
export const ProgressLocation = { Notification: 15 };
/** What the workspace holds and which tab is active; a test changes them. */
export const workbench: { files: Uri[]; activeTab: { input: unknown } | undefined } = {
  files: [],
  activeTab: undefined,
};
const openFolders: { folders: readonly { readonly uri: Uri }[] | undefined } = { folders: undefined };
export const workspace = {
  textDocuments: [],
  /** Every setting has its default. */
  getConfiguration: () => ({ get: () => undefined }),
  get workspaceFolders() {
    return openFolders.folders;
  },
  set workspaceFolders(folders) {
    openFolders.folders = folders;
  },
  findFiles: async () => workbench.files,
  createFileSystemWatcher: () => {
    const listen = () => ({ dispose: () => undefined });
    return { onDidChange: listen, onDidCreate: listen, onDidDelete: listen, dispose: () => undefined };
  },
  asRelativePath: ({ fsPath }: Uri) => fsPath.replace(/^.*workspace\//, ''),
};

export class TabInputText {
  readonly uri: Uri;
  constructor(uri: Uri) {
    this.uri = uri;
  }
}

export class TabInputCustom {
  readonly uri: Uri;
  readonly viewType: string;
  constructor(uri: Uri, viewType: string) {
    this.uri = uri;
    this.viewType = viewType;
  }
}
