import { Buffer } from 'node:buffer';
import { largest } from '../../learner/extent.ts';
import type { ReportBlock, ReportCell, ReportDocument, ReportPicture, ReportTable } from './document.ts';
import { styles } from './styles.ts';

/** Texts that the renderer itself adds. */
export interface HtmlWords {
  readonly dataOf: (title: string) => string;
  readonly firstRows: (shown: number, all: number) => string;
}

/** One HTML file that needs nothing else: no script, no request; pictures are data URLs, which cannot run scripts either. */
export function reportHtml({ title, facts, language, sections }: ReportDocument, words: HtmlWords): string {
  const body = sections.map(
    (section, index) =>
      `<section aria-labelledby="s${index}">\n<h2 id="s${index}">${escaped(section.title)}</h2>\n${section.blocks
        .map((block) => blockHtml(block, words))
        .join('\n')}\n</section>`,
  );
  return `<!doctype html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${styles}</style>
</head>
<body>
<main>
<header>
<h1>${escaped(title)}</h1>
<p class="facts">${facts.map((fact) => `<span>${escaped(fact)}</span>`).join(' ')}</p>
</header>
${body.join('\n')}
</main>
</body>
</html>
`;
}

function blockHtml(block: ReportBlock, words: HtmlWords): string {
  switch (block.kind) {
    case 'text':
      return `<p>${escaped(block.text)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${escaped(item)}</li>`).join('\n')}\n</ul>`;
    case 'table':
      return tableHtml(block);
    case 'picture':
      return pictureHtml(block.picture, words);
    case 'code':
      return `<pre><code>${escaped(block.text)}</code></pre>`;
  }
}

function tableHtml({ columns, rows }: Pick<ReportTable, 'columns' | 'rows'>): string {
  const numeric = (index: number) => (columns[index]?.isNumeric === true ? ' class="n"' : '');
  const head = columns.map(({ label }, index) => `<th scope="col"${numeric(index)}>${escaped(label)}</th>`);
  const body = rows.map(
    (row) => `<tr>${row.map((cell, index) => `<td${numeric(index)}>${cellHtml(cell)}</td>`).join('')}</tr>`,
  );
  return `<div class="table"><table>\n<thead><tr>${head.join('')}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table></div>`;
}

const cellHtml = (cell: ReportCell) => (typeof cell === 'string' ? escaped(cell) : barsSvg(cell));

const barWidth = 5;
const barsHeight = 20;

function barsSvg({ counts, label }: Exclude<ReportCell, string>): string {
  const most = Math.max(1, largest(counts));
  const bars = counts.map((count, index) => {
    const height = Math.round((count / most) * barsHeight * 10) / 10;
    return `<rect x="${index * barWidth}" y="${barsHeight - height}" width="${barWidth - 1}" height="${height}"/>`;
  });
  const width = counts.length * barWidth;
  return `<svg class="bars" role="img" aria-label="${escaped(label)}" width="${width}" height="${barsHeight}">${bars.join('')}</svg>`;
}

function pictureHtml({ title, caption, format, content, twin }: ReportPicture, words: HtmlWords): string {
  const source =
    format === 'svg'
      ? `data:image/svg+xml;base64,${Buffer.from(content).toString('base64')}`
      : `data:image/png;base64,${content}`;
  const { rows, rowCount } = twin;
  const cut = rows.length < rowCount ? `<p>${escaped(words.firstRows(rows.length, rowCount))}</p>` : '';
  const shownCaption = caption === undefined ? '' : `\n<p>${escaped(caption)}</p>`;
  return `<figure>
<figcaption><b>${escaped(title)}</b>${shownCaption}</figcaption>
<img src="${source}" alt="${escaped(title)}">
<details><summary>${escaped(words.dataOf(title))}</summary>${tableHtml(twin)}${cut}</details>
</figure>`;
}

/** Text as HTML, also inside of attributes. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
