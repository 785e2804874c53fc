import { effect, signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { render } from 'preact';
import type { ComponentType } from 'preact';
import type { PageContract, SharedRequests } from '../contract/messages.ts';
import './charts/theme.ts';
import { isFocusFree } from './page/focus.ts';
import { setLanguage } from './language/language.ts';
import { connect, SharedPort } from './page/port.ts';
import type { Port } from './page/port.ts';

type StatePage = PageContract & {
  readonly requests: SharedRequests;
  readonly pushes: { readonly state: unknown; readonly update?: unknown };
};
type State<C extends StatePage> = C['pushes']['state'];

export interface PageProps<C extends StatePage, Choices extends Readonly<Record<string, unknown>>> {
  readonly port: Port<C>;
  readonly state: C['pushes']['state'];
  /** What the user chose; kept over a reload of the window. */
  readonly choices: Signal<Choices>;
}

/**
 * Mounts a page into `<main id="app">` and shows it from the host's first state on. `apply` brings a state up to date,
 * for a host that tells what changed.
 */
export function startPage<C extends StatePage, Choices extends Readonly<Record<string, unknown>>>(
  Page: ComponentType<PageProps<C, Choices>>,
  noChoices: Choices,
  apply?: (state: State<C>, update: NonNullable<C['pushes']['update']>) => State<C>,
): void {
  const state = signal<{ readonly body: State<C> } | undefined>(undefined);
  const identity = signal<Readonly<Record<string, string>> | undefined>(undefined);
  const port = connect<C>({
    onStart: (start) => {
      setLanguage(start.locale, start.strings);
      identity.value = start.identity;
    },
    onPush: (name, body) => {
      // SAFETY: the push named `state` carries the state.
      if (name === 'state') state.value = { body: body as State<C> };
      else if (name === 'update' && state.value !== undefined && apply !== undefined)
        // SAFETY: and the one named `update` an update.
        state.value = { body: apply(state.value.body, body as NonNullable<C['pushes']['update']>) };
    },
  });
  // SAFETY: the saved choices were written below by the same page; pages treat every field as possibly absent.
  const choices = signal({ ...noChoices, ...(port.savedState?.choices as Partial<Choices> | undefined) });
  effect(() => {
    if (identity.value !== undefined)
      port.saveState({ identity: { ...identity.value }, choices: { ...choices.value } });
  });

  function Root({ first }: { readonly first: State<C> }) {
    return (
      <SharedPort.Provider value={port}>
        <div class="page">
          <div class="wrap">
            <Page port={port} state={state.value?.body ?? first} choices={choices} />
          </div>
        </div>
      </SharedPort.Provider>
    );
  }
  const app = document.getElementById('app');
  if (app === null) throw new Error('The page has no element with the id "app"');
  const stop = effect(() => {
    if (state.value === undefined) return;
    const first = state.value.body;
    // Until now the heading of the shell stood there.
    queueMicrotask(() => {
      stop();
      app.replaceChildren();
      render(<Root first={first} />, app);
      app.dataset['shown'] = '';
      const takeFocus = () => {
        if (document.hasFocus() && isFocusFree()) app.focus({ preventScroll: true });
      };
      takeFocus();
      // VS Code may give the focus to the page after it was drawn.
      window.addEventListener('focus', takeFocus);
    });
  });
}
