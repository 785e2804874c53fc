import { Buffer } from 'node:buffer';
import { largest } from '../../learner/extent.ts';
import type { ReportBlock, ReportCell, ReportDocument, ReportTable } from './document.ts';

export interface MarkdownReport {
  readonly text: string;
  /** PNGs that the text refers to, by file name. */
  readonly pictures: readonly { readonly name: string; readonly data: Uint8Array }[];
}

/** The report as GitHub's Markdown; its pictures are files beside it. */
export function reportMarkdown({ title, facts, sections }: ReportDocument): MarkdownReport {
  const pictures: { name: string; data: Uint8Array }[] = [];
  const blockText = (block: ReportBlock): string => {
    switch (block.kind) {
      case 'text':
        return escaped(block.text);
      case 'list':
        return block.items.map((item) => `- ${escaped(item)}`).join('\n');
      case 'table':
        return tableText(block);
      case 'picture': {
        const { key, title: alt, caption, content } = block.picture;
        const name = `${key}.png`;
        pictures.push({ name, data: Buffer.from(content, 'base64') });
        const image = `![${escaped(alt)}](${name})`;
        const parts = [`**${escaped(alt)}**`, image, ...(caption === undefined ? [] : [escaped(caption)])];
        return parts.join('\n\n');
      }
      case 'code':
        return fenced(block.text);
    }
  };
  const body = sections.flatMap((section) => [
    `## ${escaped(section.title)}`,
    ...section.blocks.map(blockText),
  ]);
  const text = [`# ${escaped(title)}`, facts.map(escaped).join(' · '), ...body].join('\n\n');
  return { text: `${text}\n`, pictures };
}

function tableText({ columns, rows }: ReportTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ label }) => escaped(label))),
    line(columns.map(({ isNumeric }) => (isNumeric === true ? '--:' : '---'))),
    ...rows.map((row) => line(row.map(cellText))),
  ].join('\n');
}

const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

function cellText(cell: ReportCell): string {
  if (typeof cell === 'string') return escaped(cell);
  const most = Math.max(1, largest(cell.counts));
  return cell.counts
    .map((count) => levels[Math.ceil((count / most) * (levels.length - 1))] ?? levels[0])
    .join('');
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, 1 + largest(runs.map((run) => run.length))));
  return `${fence}\n${text}\n${fence}`;
}

/** Text without meaning for Markdown, on one line. */
const escaped = (text: string) =>
  text
    .replaceAll(/\s*[\r\n]+\s*/g, ' ')
    .replaceAll(/[\\`*_{}[\]<>#|~&$]/g, (mark) => `\\${mark}`)
    // At the start of a line these begin a list or underline a heading.
    .replace(/^\s*(\d*)([-+=.)])/, (_, digits: string, mark: string) => `${digits}\\${mark}`);
