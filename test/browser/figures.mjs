// A picture on the page in front: its title, whether anything is drawn, and the numbers of its table twin.
import assert from 'node:assert/strict';

/** Fewer painted pixels are an empty frame. */
const leastPaintedPixels = 500;

export function figureIn(content, testId) {
  const figure = content.getByTestId(testId);
  return {
    title: () => textOf(figure.locator('h3')),
    /** Resolves once every canvas of the figure has been drawn, and has something on it. */
    async isDrawn() {
      await figure.scrollIntoViewIfNeeded();
      await figure.locator('canvas').first().waitFor();
      await figure.locator('canvas:not([data-drawn])').first().waitFor({ state: 'detached' });
      for (const canvas of await figure.locator('canvas').all())
        assert.ok((await paintedPixels(canvas)) > leastPaintedPixels, `${testId} is blank`);
    },
    /** The rows of the table that stands in for the picture. */
    async rows() {
      const title = await figure.locator('h3').innerText();
      const toolbar = figure.getByRole('toolbar', { name: `Chart actions: ${title}`, exact: true });
      await toolbar.getByRole('button', { name: 'Show as table' }).click();
      const rows = await rowsOf(figure.locator('table'));
      await figure.getByRole('button', { name: 'Show as chart' }).click();
      return rows;
    },
  };
}

export async function rowsOf(table) {
  const cells = await table.locator('tbody tr').all();
  return Promise.all(
    cells.map(async (row) => (await row.locator('td').allInnerTexts()).map(withPlainSpaces)),
  );
}

/** Numbers and their units are held together by spaces of another kind. */
const withPlainSpaces = (text) => text.replaceAll('\u00a0', ' ');

export const textOf = async (locator) => withPlainSpaces(await locator.innerText());

function paintedPixels(canvas) {
  return canvas.evaluate((element) => {
    const { data } = element.getContext('2d').getImageData(0, 0, element.width, element.height);
    let painted = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at] > 0) painted += 1;
    return painted;
  });
}
