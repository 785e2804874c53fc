import { Buffer } from 'node:buffer';
import { extname } from 'node:path';
import * as vscode from 'vscode';
import { reportText } from '../../files/reportCell.ts';
import { replaceFile } from '../../files/writeFiles.ts';
import { forUser, inBackground } from '../../platform/background.ts';
import { isCancelled } from '../../platform/cancellation.ts';
import { explain } from '../../platform/messages.ts';
import { labelOf, takeRemedy } from '../../platform/remedies.ts';
import { parseRemedy } from '../../platform/explanations/remedy.ts';
import { cancelledCode } from '../contract/cancelled.ts';
import { pageMessageSchema } from '../contract/messages.ts';
import type {
  FailureMessage,
  HostMessage,
  PageContract,
  PageMessage,
  RequestHandlers,
  RequestSchemas,
  SharedRequests,
} from '../contract/messages.ts';

export interface PageHost<C extends PageContract> extends vscode.Disposable {
  push<N extends keyof C['pushes'] & string>(name: N, body: C['pushes'][N]): void;
  /** What the panel serializer gets from now on. */
  identify(identity: Readonly<Record<string, string>>): void;
}

export interface PageHostOptions<C extends PageContract> {
  readonly schemas: RequestSchemas<C>;
  readonly handlers: RequestHandlers<C>;
  readonly identity: Readonly<Record<string, string>>;
  /** The page has loaded, for the first time or again: send it the state. */
  readonly onReady: () => void;
  readonly log: Pick<vscode.LogOutputChannel, 'error' | 'warn'>;
}

/** The host's end of a page: parses what arrives, answers each request once, aborts what the page gives up. */
export function connectPage<C extends PageContract>(
  webview: vscode.Webview,
  options: PageHostOptions<C>,
): PageHost<C> {
  const running = new Map<number, AbortController>();
  let isClosed = false;
  const post = (message: HostMessage<C>) => {
    // What was under way when the panel closed has nobody to answer: its webview would throw.
    if (!isClosed) inBackground(options.log, () => webview.postMessage(message));
  };
  let { identity } = options;
  const start = () =>
    post({ type: 'start', locale: vscode.env.language, strings: vscode.l10n.bundle ?? {}, identity });
  const onRequest = async ({ id, name, body }: Extract<PageMessage, { type: 'request' }>) => {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      post({ type: 'answer', id, body: await handle(options, name, body, controller.signal) });
    } catch (error) {
      if (!isCancelled(error)) options.log.error(error instanceof Error ? error : String(error));
      post({ type: 'failure', id, failure: failureMessage(error) });
    } finally {
      running.delete(id);
    }
  };
  const listener = webview.onDidReceiveMessage((raw: unknown) => {
    const parsed = pageMessageSchema.safeParse(raw);
    if (!parsed.success) return options.log.warn('A page sent a message that its contract does not know');
    const message = parsed.data;
    switch (message.type) {
      case 'ready':
        start();
        return options.onReady();
      case 'request':
        return inBackground(options.log, () => onRequest(message));
      case 'abort':
        return running.get(message.id)?.abort();
      case 'action':
        return forUser(options.log, () => act(message.action));
    }
  });
  return {
    // SAFETY: `name` and `body` are paired by C, which the union of HostMessage cannot follow.
    push: (name, body) => post({ type: 'push', name, body } as HostMessage<C>),
    identify(next) {
      identity = next;
      start();
    },
    dispose() {
      isClosed = true;
      listener.dispose();
      for (const controller of running.values()) controller.abort();
    },
  };
}

/** The action is parsed: a page may only take remedies that exist. */
async function act(action: string): Promise<void> {
  const remedy = parseRemedy(action);
  if (remedy !== undefined) await takeRemedy(remedy);
}

async function handle<C extends PageContract>(
  { schemas, handlers }: PageHostOptions<C>,
  name: string,
  body: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  if (!Object.hasOwn(schemas, name))
    throw new Error(`The page asked for ${name}, which its contract does not know`);
  const known: keyof C['requests'] = name;
  return handlers[known](schemas[known].parse(body), { signal });
}

/** A failure as a page shows it: the sentence, and the ways out of it. Cancelling is reported as `cancelled`, and not shown. */
export function failureMessage(error: unknown): FailureMessage {
  if (isCancelled(error)) return { code: cancelledCode, message: '', actions: [] };
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  const { message, remedies } = explain(error);
  const actions = remedies.map((remedy) => ({ id: JSON.stringify(remedy), label: labelOf(remedy) }));
  return { code, message, actions };
}

/** Requests that every page may make. */
export const sharedHandlers: RequestHandlers<{
  requests: SharedRequests;
  pushes: Readonly<Record<string, never>>;
}> = {
  savePicture: ({ format, suggestedName, content }) =>
    saveAs(
      suggestedName,
      vscode.l10n.t('Images'),
      Buffer.from(content, format === 'png' ? 'base64' : 'utf8'),
    ),
  saveTable: ({ suggestedName, rows }) =>
    saveAs(suggestedName, vscode.l10n.t('Tables'), Buffer.from(reportText(rows))),
  copyText: async ({ text }) => {
    await vscode.env.clipboard.writeText(text);
  },
};

/** Saves a file of this page where the user chooses. */
async function saveAs(suggestedName: string, kind: string, content: Uint8Array): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    filters: { [kind]: [extname(suggestedName).slice(1)] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, suggestedName) } : {}),
  });
  if (target !== undefined) await replaceFile(target.fsPath, content);
}
