// The import arrows between the subfolders of a folder: read from ARCHITECTURE.md, and checked.

/**
 * The table under the heading "Subfolders", by folder: one row a subfolder, its path below src, what it is, and in the last cell which
 * subfolders of the same folder it may import. `FOLDER/.` is the row for the files of the folder itself.
 */
export function folderTables(markdown, folders) {
  const section = /^#+ Subfolders\n([^#]*)/m.exec(markdown)?.[1] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return folders.map((folder) => {
    const own = rows.filter((line) => line.startsWith(`| \`${folder}/`));
    return { folder: `src/${folder}`, arrows: new Map(own.map((line) => rowOf(line, folder))) };
  });
}

function rowOf(line, folder) {
  const cells = line.split('|').slice(1, -1);
  const names = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  const [name = ''] = names(cells[0]);
  return [name.slice(folder.length + 1), names(cells.at(-1))];
}

/** What is wrong with a table, or with an import; `imports` are pairs of paths, of the file and of what it imports. */
export function arrowProblems({ folder, arrows }, imports) {
  const problems = [...circlesOf(arrows)].map((circle) => `${folder}: a circle, ${circle.join(' → ')}`);
  const used = new Set();
  const seen = new Set();
  for (const { file, target } of imports) {
    const [from, to] = [partOf(folder, arrows, file), partOf(folder, arrows, target)];
    for (const part of [from, to]) if (part !== undefined) seen.add(part);
    if (from === undefined || to === undefined || from === to) continue;
    used.add(`${from} ${to}`);
    if (arrows.get(from)?.includes(to) === false)
      problems.push(`${file}: imports ${target}: in ${folder}, ${from} may not import ${to}`);
  }
  for (const part of seen) if (!arrows.has(part)) problems.push(`${folder}: no row for ${part}`);
  for (const [from, targets] of arrows) {
    if (!seen.has(from))
      problems.push(`${folder}: a row for ${from}, which nothing imports or is imported by`);
    for (const to of targets)
      if (!used.has(`${from} ${to}`)) problems.push(`${folder}: ${from} imports nothing of ${to}`);
  }
  return problems;
}

/** The row of a file: the longest that its path starts with, and its own folder where there is none. */
function partOf(folder, arrows, file) {
  if (!file.startsWith(`${folder}/`)) return undefined;
  const path = file.slice(folder.length + 1);
  if (!path.includes('/')) return '.';
  const rows = [...arrows.keys()].filter((name) => path.startsWith(`${name}/`));
  return rows.sort((a, b) => b.length - a.length)[0] ?? path.slice(0, path.indexOf('/'));
}

/** One way around each circle. */
function* circlesOf(arrows) {
  const done = new Set();
  function* visit(part, path) {
    if (path.includes(part)) yield [...path.slice(path.indexOf(part)), part];
    if (done.has(part) || path.includes(part)) return;
    for (const to of arrows.get(part) ?? []) yield* visit(to, [...path, part]);
    done.add(part);
  }
  for (const part of arrows.keys()) yield* visit(part, []);
}
