import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The run of the tutorial, handed on. */
export const report = {
  'Export report writes one HTML file with the pictures of the Run page': async (w) => {
    await w.showTree();
    await w.menu(w.treeRow('salary-tutorial').first(), 'Export Report…');
    await w.choose('HTML');
    await w.toast('The report was written to ').waitFor();
    const name = reportsIn(w.workspace).find((file) => file.endsWith('.html'));
    assert.ok(name, 'the HTML report is beside its experiment');
    const html = readFileSync(join(w.workspace, name), 'utf8');
    assert.ok(!/<script|https?:\/\//.test(html.replaceAll(/<pre>.*?<\/pre>/gs, '')), 'it needs nothing else');
    const pictures = html.match(/<img src="data:image\/svg\+xml;base64,/g) ?? [];
    assert.ok(pictures.length >= 4, `${pictures.length} pictures`);
    const shown = await w.page.context().newPage();
    await shown.setContent(html);
    await shown.getByRole('heading', { name: 'What this model must not be used for' }).waitFor();
    const broken = await shown
      .locator('figure img')
      .evaluateAll((images) => images.filter((image) => image.naturalWidth === 0).length);
    assert.equal(broken, 0);
    await shown.screenshot({ path: w.picturePath('report'), fullPage: true });
    await shown
      .locator('figure')
      .first()
      .screenshot({ path: w.picturePath('report-figure') });
    await shown.close();
  },
  'Export report as Markdown writes a folder with PNGs': async (w) => {
    await w.menu(w.treeRow('salary-tutorial').first(), 'Export Report…');
    await w.choose('Markdown');
    await w.toast('The report was written to README.md').waitFor();
    const folder = reportsIn(w.workspace).find((file) => file.endsWith('.report'));
    const files = readdirSync(join(w.workspace, folder ?? ''));
    const text = readFileSync(join(w.workspace, folder ?? '', 'README.md'), 'utf8');
    const named = [...text.matchAll(/\]\(([\w-]+\.png)\)/g)].map(([, file]) => file);
    assert.ok(named.length >= 4, `${named.length} pictures`);
    for (const file of named) assert.ok(files.includes(file), file);
  },
};

const reportsIn = (folder) => readdirSync(folder).filter((file) => file.includes('.report'));
