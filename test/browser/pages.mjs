// Every page in every state, without VS Code: what axe finds, what is out of view, and where the focus goes. With `all`, in every
// theme and width, with a screenshot each.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { build } from 'esbuild';
import { startBrowser } from '../host/vscode/server.mjs';
import { hostOf, openEntry } from './gallery/open.mjs';
import { columnBehaviours } from './gallery/columnBehaviours.mjs';
import { behaviours } from './gallery/behaviours.mjs';
import { compareBehaviours } from './gallery/compareBehaviours.mjs';
import { gridBehaviours } from './gallery/gridBehaviours.mjs';
import { relationBehaviours } from './gallery/relationBehaviours.mjs';
import { runsBehaviours } from './gallery/runsBehaviours.mjs';
import { spendBehaviours } from './gallery/spendBehaviours.mjs';
import { studyBehaviours } from './gallery/studyBehaviours.mjs';
import { savingBehaviours } from './gallery/savingBehaviours.mjs';

const root = join(import.meta.dirname, '..', '..');
const results = process.env.CHECK_RESULTS ?? join(root, '.cache', 'results');
const pictures = join(import.meta.dirname, 'screenshots', 'looks');
const isWhole = process.argv.includes('all');
const wanted = process.argv.slice(2).filter((argument) => argument !== 'all');
const themes = isWhole ? ['dark', 'light', 'hc', 'hc-light'] : ['light'];
const widths = isWhole ? { wide: 1280, middle: 930, narrow: 560 } : { middle: 930 };

const allBehaviours = {
  ...behaviours,
  ...columnBehaviours,
  ...compareBehaviours,
  ...gridBehaviours,
  ...relationBehaviours,
  ...runsBehaviours,
  ...savingBehaviours,
  ...spendBehaviours,
  ...studyBehaviours,
};

/** What a text says when a value that it was built from is absent. */
const gaps = /\{\d\}|undefined|\bNaN\b|\[object|\b(?:row|by) –|\b(?:on|of|at|with|to|in) \.|\(\)|“”/;

const bundle = join(root, '.cache', 'gallery.mjs');
await build({
  entryPoints: [join(import.meta.dirname, 'gallery', 'index.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  alias: { vscode: join(root, 'test', 'fakeVscode.ts') },
  logLevel: 'error',
});
const { gallery, shellOf } = await import(pathToFileURL(bundle).href);
const entries = (await gallery(join(root, 'examples'))).filter(
  ({ name }) => wanted.length === 0 || wanted.some((one) => name.startsWith(one)),
);

mkdirSync(results, { recursive: true });
if (isWhole) rmSync(pictures, { recursive: true, force: true });
mkdirSync(pictures, { recursive: true });
const tests = [];
const test = async (name, act) => {
  try {
    await act();
    tests.push({ name, passed: true });
  } catch (error) {
    tests.push({ name, passed: false });
    console.error(`FAIL ${name}\n${error.message}`);
  }
};

/** Two, each with a focus and a clipboard of its own. */
const browsers = await Promise.all([startBrowser(), startBrowser()]);
try {
  const looks = entries
    .flatMap((entry) => themes.map((theme) => ({ entry, theme })))
    .flatMap((look) => Object.entries(widths).map(([width, pixels]) => ({ ...look, width, pixels })))
    .map(({ entry, theme, width, pixels }) => ({
      name: `${entry.name}: nothing for axe to find in ${theme}, ${width}`,
      act: async (at) => {
        await openEntry(at, entry, { theme, width: pixels });
        await looksRight(at.page);
        if (isWhole) await at.picture(join(pictures, `${entry.name}-${theme}-${width}.png`));
      },
    }));
  const acts = Object.entries(isWhole ? {} : allBehaviours).map(([name, behaviour]) => ({
    name,
    act: (at) => behaviour(at, entries),
  }));
  // What takes longest comes first; each browser takes the next of the same list.
  const waiting = [...acts, ...looks].values();
  const work = async (page) => {
    // A machine may be busy with other checks.
    page.setDefaultTimeout(60_000);
    const host = await hostOf(page, { root, shellOf });
    for (const { name, act } of waiting) await test(name, () => act(host));
  };
  await Promise.all(browsers.map(({ page }) => work(page)));
} finally {
  await Promise.all(browsers.map((browser) => browser.stop()));
}
const failed = tests.filter(({ passed }) => !passed).length;
console.log(`${tests.length - failed} passed, ${failed} failed`);
writeFileSync(
  join(results, 'pages.json'),
  JSON.stringify({ passed: tests.length - failed, failed, skipped: [] }),
);
process.exitCode = failed === 0 ? 0 : 1;

async function looksRight(page) {
  assert.doesNotMatch(await page.locator('#app').innerText(), gaps);
  const overflow = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  assert.ok(overflow <= 0, `${overflow} px of the page are out of view`);
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const found = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) =>
          `${id}: ${target.join(' ')}: ${failureSummary?.replaceAll(/\s+/g, ' ')}`,
      ),
    );
  });
  assert.deepEqual(violations, [], violations.join('\n'));
}
