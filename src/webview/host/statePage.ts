import type * as vscode from 'vscode';
import type { PageContract, RequestHandlers, RequestSchemas } from '../contract/messages.ts';
import { connectPage } from './connectPage.ts';
import type { PageHost } from './connectPage.ts';
import { showShell } from './pageHtml.ts';
import type { PageName } from './pageHtml.ts';

/** A page that shows one state, which its host replaces as it learns more. */
type StateContract = PageContract & { readonly pushes: { readonly state: unknown } };
type State<C extends StateContract> = C['pushes']['state'];

export interface PageServices {
  readonly log: Pick<vscode.LogOutputChannel, 'error' | 'warn'>;
  readonly extensionUri: vscode.Uri;
}

interface StatePageOptions<C extends StateContract> {
  readonly page: PageName;
  /** Shown until the page has drawn its first state. */
  readonly heading: string;
  readonly identity: Readonly<Record<string, string>>;
  readonly first: State<C>;
  readonly schemas: RequestSchemas<C>;
  readonly handlers: (page: StatePage<C>) => RequestHandlers<C>;
  /** Sends the page what changed; the whole state unless given. */
  readonly send?: (host: PageHost<C>, before: State<C>, next: State<C>) => void;
}

/** The host's side of one panel: the only owner of its state and of all that lives as long as the panel. */
export interface StatePage<C extends StateContract> {
  /** Aborted when the panel is closed. */
  readonly signal: AbortSignal;
  readonly state: () => State<C>;
  /** Replaces the state and sends it; a closed panel takes no more. */
  readonly show: (next: State<C>) => void;
  /** Replaces what a reload of the window opens the page with. */
  readonly identify: (identity: Readonly<Record<string, string>>) => void;
  /** Disposes of these when the panel is closed. */
  readonly own: (...disposables: readonly vscode.Disposable[]) => void;
  readonly isVisible: () => boolean;
  readonly reveal: () => void;
}

/** Fills a panel, new or restored, with a page, and connects both. */
export function openStatePage<C extends StateContract>(
  { log, extensionUri }: PageServices,
  panel: vscode.WebviewPanel,
  { page: name, heading, identity, first, schemas, handlers, send }: StatePageOptions<C>,
): StatePage<C> {
  const closing = new AbortController();
  const owned: vscode.Disposable[] = [];
  let state = first;
  let host: PageHost<C> | undefined;
  const page: StatePage<C> = {
    signal: closing.signal,
    state: () => state,
    show(next) {
      if (closing.signal.aborted) return;
      const before = state;
      state = next;
      if (host === undefined) return;
      if (send === undefined) host.push('state', next);
      else send(host, before, next);
    },
    identify: (next) => host?.identify(next),
    own: (...disposables) => {
      for (const disposable of disposables) owned.push(disposable);
    },
    isVisible: () => panel.visible,
    reveal: () => panel.reveal(),
  };
  host = connectPage<C>(panel.webview, {
    schemas,
    log,
    identity,
    onReady: () => host?.push('state', state),
    handlers: handlers(page),
  });
  owned.push(host);
  panel.onDidDispose(() => {
    closing.abort();
    for (const one of owned) one.dispose();
  });
  showShell(panel.webview, extensionUri, name, heading);
  return page;
}
