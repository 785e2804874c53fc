import assert from 'node:assert/strict';
import { openEntry } from './open.mjs';

const entryNamed = (entries, name) => {
  const found = entries.find((entry) => entry.name === name);
  assert.ok(found, `the gallery has no ${name}`);
  return found;
};

/** The body of the request that a click on an item of the figure's menu makes. */
async function saved(page, figure, item, request) {
  const before = await page.evaluate(() => globalThis.posted.length);
  await figure.getByRole('button', { name: 'Save as…' }).click();
  await page.getByRole('menuitem', { name: item }).click();
  const found = await page.waitForFunction(
    ([from, name]) => globalThis.posted.slice(from).find((message) => message.name === name)?.body,
    [before, request],
  );
  return found.jsonValue();
}

/** Runs in the page: which share of the pixels of both pictures differs clearly, and the texts of the SVG. */
async function compare({ png, svg }) {
  const load = async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    return image;
  };
  const bytes = new TextEncoder().encode(svg);
  const first = await load(`data:image/png;base64,${png}`);
  const second = await load(
    `data:image/svg+xml;base64,${btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''))}`,
  );
  const { width, height } = first;
  const pixels = (image) => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0, width, height);
    return context.getImageData(0, 0, width, height).data;
  };
  const [a, b] = [pixels(first), pixels(second)];
  let different = 0;
  for (let at = 0; at < a.length; at += 4) {
    const distance = [0, 1, 2].reduce((sum, part) => sum + Math.abs(a[at + part] - b[at + part]), 0);
    if (distance > 90) different += 1;
  }
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const texts = [...parsed.querySelectorAll('text')].map((element) => element.textContent);
  return { share: different / (width * height), size: [second.width * 2, width], texts };
}

/** Pictures and tables as files; each by its name. */
export const savingBehaviours = {
  'a picture of each kind is saved as an SVG that looks like its PNG, with its words as text': async (
    host,
    entries,
  ) => {
    const { page } = host;
    const pictures = {
      'data-salary': 'pairs',
      'data-classes': 'correlation',
      'data-dates': 'distribution-at',
      'data-pair-hexagons': 'pair-picture',
      'data-pair-boxes': 'pair-picture',
      'data-pair-mosaic': 'pair-picture',
      'data-pair-shares-of-many': 'pair-picture',
      'run-live': 'loss-curves',
      'run-binary': 'calibration',
      'run-multiclass': 'confusion-heat-map',
      'study-folds': 'folds',
      'study-variations-grid': 'parallel',
      'study-curve-done': 'learning-curve',
    };
    for (const [name, id] of Object.entries(pictures)) {
      await openEntry(host, entryNamed(entries, name), { theme: 'dark' });
      const figure = page.getByTestId(id);
      const title = await figure.locator('h3').innerText();
      const { content: png } = await saved(page, figure, 'Chart as PNG', 'savePicture');
      const { content: svg, suggestedName } = await saved(page, figure, 'Chart as SVG', 'savePicture');
      assert.equal(suggestedName, `${id}.svg`);
      const { share, size, texts } = await page.evaluate(compare, { png, svg });
      assert.equal(size[0], size[1]);
      // Text is antialiased differently.
      assert.ok(share < 0.03, `${(100 * share).toFixed(2)} % of the pixels of ${name} differ`);
      assert.ok(texts.join(' ').startsWith(title), `${name} begins with ${texts.slice(0, 3).join(', ')}`);
      assert.ok(texts.length > 4, `${name} has ${texts.length} texts`);
    }
  },
  'the numbers of a picture are saved in full, by the keyboard alone': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'data-salary'));
    const { page } = host;
    const figure = page.getByTestId('regression');
    await figure.getByRole('button', { name: 'Show as table' }).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByRole('menu', { name: 'Save as…' }).waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    const { body } = await page.evaluate(() =>
      globalThis.posted.findLast(({ name }) => name === 'saveTable'),
    );
    assert.equal(body.suggestedName, 'regression.csv');
    assert.deepEqual(body.rows[0], ['What', 'YearsExperience', 'Salary', 'Band from', 'Band to']);
    assert.deepEqual(body.rows[1], ['row 1', 1.1, 39_343, '', '']);
    assert.equal(typeof body.rows.at(-1)[2], 'number');
  },
  'a table of statistics is saved with all of its rows and digits': async (host, entries) => {
    await openEntry(host, entryNamed(entries, 'data-salary'));
    const { page } = host;
    const lastTable = () =>
      page.evaluate(() => globalThis.posted.findLast(({ name }) => name === 'saveTable').body);
    await page.getByRole('button', { name: 'Save as CSV: Columns and their statistics' }).click();
    const { rows } = await lastTable();
    assert.deepEqual(rows[0].slice(0, 5), ['Column', 'Non-null', 'Missing', 'Distinct', 'Mean']);
    assert.deepEqual(rows[1].slice(0, 4), ['YearsExperience', '30', '0', '28']);
    assert.match(rows[1][4], /^5\.31333333333/);
    await openEntry(host, entryNamed(entries, 'run-columns'));
    await page.getByRole('button', { name: /^Save as CSV: Coefficients of/ }).click();
    const coefficients = (await lastTable()).rows;
    assert.ok(coefficients.length > (await page.getByTestId('coefficients').locator('tbody tr').count()));
  },
};
