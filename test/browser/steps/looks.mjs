import assert from 'node:assert/strict';
import { figureIn } from '../figures.mjs';
import { setTheme, themes } from '../themes.mjs';

/** Width of the window; the side bar takes 350 of it. */
const widths = [
  { name: 'wide', width: 1630 },
  { name: 'narrow', width: 910 },
];
const pages = [
  { name: 'data', tab: 'Data: salary.csv', last: 'regression' },
  { name: 'experiment', tab: 'salary.linear.json', whole: 'hyperparameters' },
  { name: 'run', tab: 'Run: salary-tutorial', last: 'loss-curves' },
  { name: 'predict', tab: 'Predict: ', last: 'where-it-lies' },
];

export const looks = {
  'every page fits in dark, light and high contrast, wide and narrow': async (w) => {
    const before = w.page.viewportSize();
    await w.tab('salary.linear.json');
    await w.content.getByRole('button', { name: /^Show all \d+$/ }).click();
    for (const theme of themes) {
      await setTheme(w, theme);
      for (const { name, width } of widths) {
        await w.page.setViewportSize({ width, height: 2200 });
        for (const page of pages) await look(w, page, `${page.name}-${theme.name}-${name}`);
      }
    }
    await w.page.setViewportSize(before);
  },
};

async function look(w, { tab, last, whole }, pictureName) {
  await w.tab(tab);
  if (last !== undefined) await figureIn(w.content, last).isDrawn();
  const { content, shown } = await w.content.evaluate(({ ownerDocument: { documentElement } }) => ({
    content: documentElement.scrollWidth,
    shown: documentElement.clientWidth,
  }));
  assert.ok(content <= shown, `${pictureName} is ${content} px wide and has room for ${shown}`);
  if (whole !== undefined) {
    const region = w.content.getByTestId(whole).locator('..');
    const hidden = await region.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    assert.ok(hidden <= 0, `${pictureName}: ${hidden} px of ${whole} are out of view`);
  }
  await w.picture(pictureName);
}
