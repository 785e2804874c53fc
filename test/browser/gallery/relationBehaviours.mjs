import assert from 'node:assert/strict';
import { figureIn } from '../figures.mjs';
import { openEntry } from './open.mjs';
import { becomes } from '../becomes.mjs';

const entryNamed = (entries, name) => {
  const found = entries.find((entry) => entry.name === name);
  assert.ok(found, `the gallery has no ${name}`);
  return found;
};

/** Behaviours of pair charts, by name. */
export const relationBehaviours = {
  'every kind of pair is drawn, with its finding as the title and its numbers as a table': async (
    host,
    entries,
  ) => {
    const kinds = {
      points: [/^price rises with age: r 0\.\d\d$/, 409 + 41],
      hexagons: [/^price rises with age: r 0\.\d\d$/],
      boxes: [
        /^The median of price ranges from [\d.]+ \(\w+\) to [\d.]+ \(\w+\): correlation ratio 0\.\d\d$/,
        5,
      ],
      mosaic: [
        /^bought is yes in \d+ % of the rows where region is east, in \d+ % of all: Cramér’s V 0\.\d\d$/,
        10,
      ],
      shares: [/^bought is yes in \d+ % of the rows where age is .* correlation ratio 0\.\d\d$/, 10],
      'shares-of-many': [/^age differs between the values of plan: correlation ratio 0\.\d\d$/, 10],
      time: [/^price rises over ordered_at: r 0\.\d\d$/],
      'time-shares': [/^bought hardly changes over ordered_at: correlation ratio 0\.\d\d$/],
    };
    for (const [kind, [title, rowCount]] of Object.entries(kinds)) {
      await openEntry(host, entryNamed(entries, `data-pair-${kind}`));
      const figure = figureIn(host.page.locator('#app'), 'pair-picture');
      await figure.isDrawn();
      assert.match(await figure.title(), title);
      const rows = await figure.rows();
      assert.ok(rows.length >= 5, `${kind} has ${rows.length} rows`);
      if (rowCount !== undefined) assert.equal(rows.length, rowCount, kind);
    }
  },
  'a column of the ranking draws its relation by the keyboard': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'data-pair-points'));
    const { page } = host;
    const ranking = page.getByTestId('target-relations');
    const region = ranking.getByRole('button', { name: 'region' });
    await becomes(() => ranking.getByRole('button', { name: 'age' }).getAttribute('aria-pressed'), 'true');
    await region.press('Enter');
    await page.getByRole('heading', { name: /^The median of price ranges/ }).waitFor();
    await becomes(() => region.getAttribute('aria-pressed'), 'true');
    assert.equal(await region.evaluate((element) => element === document.activeElement), true);
  },
  'any two columns are drawn when they are picked': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'data-pair-points'));
    const { page } = host;
    const pick = async (label, option) => {
      const list = page.locator('#pair').locator(`vscode-single-select[label="${label}"]`);
      await list.click();
      await list.locator('li', { hasText: option }).first().click();
    };
    await pick('Column', 'region');
    await pick('With', 'member');
    await page
      .getByRole('heading', { name: /^region and member are hardly related: Cramér’s V 0\.\d\d$/ })
      .waitFor();
    const shown = await page.evaluate(
      () => globalThis.posted.findLast(({ name }) => name === 'relatePair').body,
    );
    assert.deepEqual(shown, { x: 'region', y: 'member', target: 'price' });
  },
  'a cell of the correlation matrix draws its pair': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'data-pair-boxes'), { width: 1280 });
    const { page } = host;
    const canvas = page.getByTestId('correlation').locator('canvas');
    await canvas.scrollIntoViewIfNeeded();
    const { width, height } = await canvas.boundingBox();
    // The columns are price, age and member: the middle of the first row is age with price.
    await canvas.click({ position: { x: width * 0.5, y: height * 0.25 } });
    await page.getByRole('heading', { name: /^price rises with age/ }).waitFor();
    const top = await page.locator('#pair').evaluate((element) => element.getBoundingClientRect().top);
    assert.ok(top >= 0 && top < 900, `the picture is ${top} px from the top`);
  },
  'columns of all pages are ranked, and drawn': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'data-pair-wide'));
    const { page } = host;
    const ranking = page.getByTestId('target-relations');
    const names = () => ranking.getByRole('button').allInnerTexts();
    assert.equal((await names()).length, 12);
    // The page has the columns up to sensor_59.
    assert.ok((await names()).every((name) => Number(name.split('_')[1]) > 59));
    await page.getByRole('button', { name: 'Show all 150', exact: true }).click();
    assert.equal((await names()).length, 150);
    await ranking.getByRole('button', { name: 'sensor_149' }).click();
    await page
      .getByRole('heading', { name: /^bought is yes in .* of the rows where sensor_149 is / })
      .waitFor();
  },
  'a sample is ranked, and its pairs are drawn later': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'data-sample'));
    await host.page.getByText('Relations appear once all rows have been read.').waitFor();
    await becomes(() => host.page.getByTestId('pair-picture').count(), 0);
  },
  'what is negative has a color of its own in every theme': async (host, entries) => {
    for (const theme of ['dark', 'light', 'hc', 'hc-light']) {
      await openEntry(host, entryNamed(entries, 'data-pair-wide'), { theme });
      const [red, green, blue] = await host.page.evaluate(() => {
        const context = document.createElement('canvas').getContext('2d');
        context.fillStyle = getComputedStyle(document.body).getPropertyValue('--ll-orange');
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data];
      });
      assert.ok(red > green && green > blue, `${theme}: ${red}, ${green}, ${blue} is no orange`);
    }
  },
};
