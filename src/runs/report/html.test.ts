import { expect, test } from 'vitest';
import type { ReportDocument } from './document.ts';
import { reportHtml } from './html.ts';
import { reportMarkdown } from './markdown.ts';

const hostile = '<script>alert("x")</script> & `code` | *bold*';

const document: ReportDocument = {
  title: hostile,
  facts: ['Local', hostile],
  language: 'en',
  sections: [
    {
      title: hostile,
      blocks: [
        { kind: 'text', text: `- ${hostile}` },
        { kind: 'list', items: [hostile] },
        {
          kind: 'table',
          columns: [{ label: hostile }, { label: 'n', isNumeric: true }],
          rows: [[hostile, { counts: [1, 4, 0], label: hostile }]],
        },
        {
          kind: 'picture',
          picture: {
            key: 'loss',
            title: hostile,
            format: 'png',
            content: 'iVBORw0KGgo=',
            twin: { columns: [{ label: 'x' }], rows: [[hostile]], rowCount: 300 },
          },
        },
        { kind: 'code', text: '```\n</code>' },
      ],
    },
  ],
};

const html = reportHtml(document, {
  dataOf: (title) => `Data of ${title}`,
  firstRows: (shown, all) => `The first ${shown} of ${all} rows.`,
});

test('no text of a table becomes markup of the HTML report', () => {
  expect(html).not.toContain('<script');
  expect(html).not.toContain('alert("x")');
  expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
  expect(html).toContain('<pre><code>```\n&lt;/code&gt;</code></pre>');
});

test('the HTML report is one file that may load nothing', () => {
  expect(html).toContain(`content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"`);
  const sources = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, source]) => source);
  expect(sources).toEqual(['data:image/png;base64,iVBORw0KGgo=']);
});

test('a picture has its data as a table, and says when it is a part of it', () => {
  expect(html).toContain('The first 1 of 300 rows.');
});

test('an SVG becomes a data URL, which cannot run scripts', () => {
  const [section] = document.sections;
  const picture = {
    key: 'k',
    title: 't',
    format: 'svg',
    content: '<svg onload="x"/>',
    twin: { columns: [], rows: [], rowCount: 0 },
  } as const;
  const made = reportHtml(
    { ...document, sections: [{ title: section?.title ?? '', blocks: [{ kind: 'picture', picture }] }] },
    { dataOf: String, firstRows: String },
  );
  expect(made).toContain(`src="data:image/svg+xml;base64,${btoa('<svg onload="x"/>')}"`);
  expect(made).not.toContain('onload');
});

test('no text of a table becomes markup of the Markdown report', () => {
  const { text, pictures } = reportMarkdown(document);
  const plain = '\\<script\\>alert("x")\\</script\\> \\& \\`code\\` \\| \\*bold\\*';
  const lines = text.split('\n');
  expect(lines[0]).toBe(`# ${plain}`);
  expect(lines).toContain(`\\- ${plain}`);
  expect(lines).toContain(`| ${plain} | ▃█▁ |`);
  expect(lines).toContain(`![${plain}](loss.png)`);
  expect(text).toContain('````\n```\n</code>\n````');
  expect(pictures.map(({ name }) => name)).toEqual(['loss.png']);
});

test('amounts of money in a table do not become a formula of the Markdown report', () => {
  const rows = [['$5 to $9', '1']];
  const columns = [{ label: 'cost $' }, { label: 'price $' }];
  const { text } = reportMarkdown({
    ...document,
    sections: [{ title: 't', blocks: [{ kind: 'table', columns, rows }] }],
  });
  expect(text).toContain(String.raw`| cost \$ | price \$ |`);
  expect(text).toContain(String.raw`| \$5 to \$9 | 1 |`);
});
