import type { Heading, Section } from './section.ts';

/** A `.py` file whose sections are cells, `# %%`, to editors that know them. */
export function scriptOf({ title, prose }: Heading, sections: readonly Section[]): string {
  const text = wrappedLines(`${title}\n\n${prose}`).join('\n');
  const docstring = `"""${inDocstring(text)}\n"""`;
  const parts = sections.map(
    (section) => `# %% ${section.title}\n${commentOf(section.prose)}\n${section.code.trim()}\n`,
  );
  return `${docstring}\n\n${parts.join('\n\n')}`;
}

/** Text between triple quotes ends where it should, whatever names are in it. */
const inDocstring = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"""', String.raw`\"\"\"`);

const width = 100;

const commentOf = (prose: string): string =>
  wrappedLines(prose)
    .map((line) => `# ${line}`.trimEnd())
    .join('\n');

/** Lines of code, which are indented, stay whole. */
const wrappedLines = (text: string): readonly string[] =>
  text
    .split('\n')
    .flatMap((line) => (line.startsWith('    ') || line.length <= width ? [line] : wrapped(line)));

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length >= width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
