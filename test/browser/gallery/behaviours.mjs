import assert from 'node:assert/strict';
import { openEntry } from './open.mjs';

const entryNamed = (entries, name) => {
  const found = entries.find((entry) => entry.name === name);
  assert.ok(found, `the gallery has no ${name}`);
  return found;
};

/** What pages do, beyond how they look; each by its name. */
export const behaviours = {
  'the Target list shows the target before the table is read, and after': async (host, entries) => {
    const list = host.page.locator('vscode-single-select[label="Target"]');
    const shownIn = () => list.evaluate(async (element) => (await element.updateComplete, element.value));
    await openEntry(host, entryNamed(entries, 'experiment-salary-reading'));
    assert.equal(await shownIn(), 'Salary');
    await host.push('state', entryNamed(entries, 'experiment-salary').state);
    await host.page.getByTestId('columns').waitFor();
    assert.equal(await shownIn(), 'Salary');
    assert.equal(await list.locator('.text').innerText(), 'Salary');
  },
  'a page that is opened has the focus in it, and a title': async (host, entries) => {
    for (const name of ['data-salary', 'experiment-salary', 'run-done']) {
      const entry = entryNamed(entries, name);
      await openEntry(host, entry);
      assert.equal(await host.page.title(), entry.heading);
      assert.equal(await host.page.evaluate(() => document.activeElement?.id), 'app', name);
    }
    // A question can be typed at once.
    await openEntry(host, entryNamed(entries, 'predict-ready'));
    assert.equal(await host.page.evaluate(() => document.activeElement?.id), 'feature-0');
  },
  'metrics, checks of the preflight and hyperparameters explain themselves under the pointer and at the keyboard’s focus':
    async (host, entries) => {
      const tip = host.page.locator('#tip');
      const explained = (text) => host.page.locator('.explained', { hasText: text }).first();
      await openEntry(host, entryNamed(entries, 'run-done'));
      for (const metric of await host.page.locator('dl.metrics .explained').all()) {
        await metric.focus();
        assert.match(await tip.innerText(), /\w.*\. .*\w\.$/);
        assert.equal(await metric.getAttribute('aria-description'), await tip.innerText());
      }
      await host.page.keyboard.press('Escape');
      await tip.waitFor({ state: 'hidden' });
      await explained('mini_batch_size').hover();
      assert.match(await tip.innerText(), /^Rows .*Small batches/);
      await openEntry(host, entryNamed(entries, 'experiment-fails'));
      await explained('more than the 20 training rows').hover();
      assert.match(await tip.innerText(), /^Training takes a step per full batch/);
      await explained('mini_batch_size').hover();
      assert.match(await tip.innerText(), /Values: a whole number from 1\.$/);
    },
  'nothing moves when workbench.reduceMotion is on': async (host, entries) => {
    const moving = () =>
      host.page.evaluate(
        () => document.getAnimations().filter(({ animationName }) => animationName !== 'appear').length,
      );
    for (const name of ['run-live', 'data-loading', 'run-evaluating']) {
      await openEntry(host, entryNamed(entries, name));
      assert.ok((await moving()) > 0, `${name} has nothing that moves`);
      await openEntry(host, entryNamed(entries, name), { reduceMotion: true });
      assert.equal(await moving(), 0, name);
    }
  },
};
