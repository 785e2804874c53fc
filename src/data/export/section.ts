/** One step of exported Python code: a cell of a notebook, or a part of a script. */
export interface Section {
  /** Unique among the sections of an export; letters and hyphens. */
  readonly id: string;
  readonly title: string;
  /** Why and how, in Markdown. */
  readonly prose: string;
  /** Statements without imports. */
  readonly code: string;
  /** Import statements that the code needs, one a line. */
  readonly imports?: readonly string[];
}

/** What heads an export. */
export interface Heading {
  readonly title: string;
  /** Markdown. */
  readonly prose: string;
}

export const codeOf = (...parts: readonly string[]) => parts.filter((part) => part !== '').join('\n\n\n');

/** The import statements of all sections in the order of PEP 8: the standard library, then packages. */
export function importsOf(sections: readonly Section[]): string {
  const all = merged([...new Set(sections.flatMap(({ imports = [] }) => imports))]);
  const isPackage = (line: string) =>
    packages.some((name) => new RegExp(`^(?:import|from) ${name}\\b`).test(line));
  const plainFirst = (line: string) => (line.startsWith('import ') ? 0 : 1);
  const sorted = (lines: readonly string[]) =>
    lines.toSorted((a, b) => plainFirst(a) - plainFirst(b) || (a < b ? -1 : 1)).join('\n');
  return [sorted(all.filter((line) => !isPackage(line))), sorted(all.filter(isPackage))]
    .filter((group) => group !== '')
    .join('\n\n');
}

const packages = ['boto3', 'numpy', 'pandas', 'sagemaker', 'sklearn'];
const longest = 100;

/** One statement a module. */
function merged(lines: readonly string[]): readonly string[] {
  const names = new Map<string, Set<string>>();
  for (const line of lines) {
    const [, module, imported = ''] = /^from (\S+) import (.+)$/.exec(line) ?? [];
    if (module === undefined) continue;
    const known = names.get(module) ?? new Set();
    names.set(module, known);
    for (const name of imported.split(', ')) known.add(name);
  }
  const fromModules = [...names].map(([module, imported]) => {
    const all = [...imported].toSorted();
    const line = `from ${module} import ${all.join(', ')}`;
    return line.length <= longest
      ? line
      : `from ${module} import (\n${all.map((name) => `    ${name},`).join('\n')}\n)`;
  });
  return [...lines.filter((line) => line.startsWith('import ')), ...fromModules];
}
