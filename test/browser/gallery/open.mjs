// A page in a plain browser: the test is its host.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const origin = 'http://127.0.0.1:9';
const types = { css: 'text/css', js: 'text/javascript', ttf: 'font/ttf' };

/** Serves the pages' bundles to `page` and answers for their host. `shellOf` makes the HTML of an entry. */
export async function hostOf(page, { root, shellOf }) {
  let shown;
  let held;
  const sheet = readFileSync(join(import.meta.dirname, 'themes', 'webview.css'), 'utf8');
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.endsWith('.js')) await held.promise;
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: shellOf(shown) });
    const path = join(root, pathname);
    return route.fulfill({ contentType: types[path.split('.').at(-1)] ?? '', body: readFileSync(path) });
  });
  await page.exposeFunction('answerOf', (name, body) => {
    const answer = shown.answers?.[name];
    return typeof answer === 'function' ? answer(body) : answer;
  });
  await page.addInitScript(standIn);
  return {
    page,
    async open(entry, { width = 930, theme = 'light', reduceMotion = false } = {}) {
      shown = entry;
      const file = join(import.meta.dirname, 'themes', `${theme}.json`);
      await page.setViewportSize({ width, height: 900 });
      await page.goto('about:blank');
      const look = { ...JSON.parse(readFileSync(file, 'utf8')), reduceMotion, sheet };
      // The page's script is held back until the theme is there, as in VS Code.
      held = Promise.withResolvers();
      const loaded = page.goto(`${origin}/#${encodeURIComponent(JSON.stringify(entry.choices ?? {}))}`);
      await page.locator('#app h1').waitFor();
      await page.evaluate(applyLook, look);
      held.resolve();
      await loaded;
    },
    /** What the host pushes. */
    push: (name, body) =>
      page.evaluate((message) => window.postMessage(message, '*'), { type: 'push', name, body }),
    async picture(path) {
      await page.screenshot({ path, fullPage: true });
    },
  };
}

/** Opens an entry and resolves once it is drawn. */
export async function openEntry(host, entry, options) {
  await host.open(entry, options);
  await host.push('state', entry.state);
  await host.page.locator('#app > .page').waitFor();
  await host.page.locator('#app[data-shown]').waitFor();
  // What the page asks for when it is drawn first, and the answers.
  await host.page.evaluate(() => globalThis.painted());
  await host.page.waitForFunction(() => globalThis.unanswered === 0);
  await host.page.locator('canvas:not([data-drawn])').first().waitFor({ state: 'detached' });
}

/** Applies a theme as VS Code does to a webview: variables, classes of the body, and its style sheet. */
function applyLook({ variables, bodyClass, reduceMotion, sheet }) {
  const defaults = new CSSStyleSheet();
  defaults.replaceSync(sheet);
  document.adoptedStyleSheets.push(defaults);
  for (const [name, value] of Object.entries(variables))
    document.documentElement.style.setProperty(name, value);
  document.body.setAttribute('role', 'document');
  document.body.className = reduceMotion ? `${bodyClass} vscode-reduce-motion` : bodyClass;
  document.documentElement.style.background = 'var(--vscode-editor-background)';
}

/** Runs in the page before its script: VS Code's API, with a host that answers what the test knows. */
function standIn() {
  const posted = [];
  globalThis.posted = posted;
  globalThis.unanswered = 0;
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  globalThis.painted = async () => {
    await frame();
    await frame();
  };
  globalThis.acquireVsCodeApi = () => ({
    async postMessage(message) {
      posted.push(message);
      if (message.type === 'ready')
        window.postMessage({ type: 'start', locale: 'en', strings: {}, identity: {} }, '*');
      if (message.type !== 'request') return;
      globalThis.unanswered += 1;
      const body = await globalThis.answerOf(message.name, message.body);
      if (body !== undefined) {
        window.postMessage({ type: 'answer', id: message.id, body }, '*');
        await globalThis.painted();
      }
      globalThis.unanswered -= 1;
    },
    getState: () => ({ identity: {}, choices: JSON.parse(decodeURIComponent(location.hash.slice(1))) }),
    setState: (kept) => (globalThis.kept = kept),
  });
}
