import type { Heading, Section } from './section.ts';

/** A Jupyter notebook, nbformat 4.5: a cell of Markdown and one of code for each section. */
export function notebookOf({ title, prose }: Heading, sections: readonly Section[]): string {
  const cells = [
    markdown('title', `# ${title}\n\n${prose}`),
    ...sections.flatMap((section) => [
      markdown(`${section.id}-text`, `## ${section.title}\n\n${section.prose}`),
      code(section.id, section.code.trim()),
    ]),
  ];
  const metadata = {
    kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
    language_info: { name: 'python' },
  };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, undefined, 1)}\n`;
}

const markdown = (id: string, text: string) => ({
  cell_type: 'markdown',
  id,
  metadata: {},
  source: linesOf(text),
});

const code = (id: string, text: string) => ({
  cell_type: 'code',
  execution_count: null,
  id,
  metadata: {},
  outputs: [],
  source: linesOf(text),
});

/** As nbformat splits a text: every line but the last keeps its end. */
const linesOf = (text: string) => text.split(/(?<=\n)/);
