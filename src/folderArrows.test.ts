import { expect, test } from 'vitest';
import { arrowProblems, folderTables } from '../scripts/folderArrows.mjs';

const table = (...rows: readonly string[]) =>
  folderTables(
    `# A\n\n## Subfolders\ntext\n\n| subfolder | what | may import |\n|---|---|---|\n${rows.join('\n')}\n\n## B\n`,
    ['a'],
  );
const rows = ['| `a/.` | its own | nothing |', '| `a/b` | one | `.` |', '| `a/b/c` | two | `.`, `b` |'];
const imports = [
  { file: 'src/a/b/x.ts', target: 'src/a/own.ts' },
  { file: 'src/a/b/c/x.ts', target: 'src/a/own.ts' },
  { file: 'src/a/b/c/x.ts', target: 'src/a/b/x.ts' },
];
const problemsOf = (tables: ReturnType<typeof table>, given = imports) =>
  tables.flatMap((one) => arrowProblems(one, given));

test('the arrows of a table hold for imports that follow them', () => {
  expect(table(...rows).map(({ folder }) => folder)).toEqual(['src/a']);
  expect(problemsOf(table(...rows))).toEqual([]);
});

test('an import against the arrows is a problem', () => {
  const back = { file: 'src/a/own.ts', target: 'src/a/b/x.ts' };
  expect(problemsOf(table(...rows), [...imports, back])).toEqual([
    'src/a/own.ts: imports src/a/b/x.ts: in src/a, . may not import b',
  ]);
});

test('a table that says more or less than the code is a problem', () => {
  expect(problemsOf(table(...rows.slice(0, 2), '| `a/d` | none | `b` |'))).toEqual([
    'src/a: a row for d, which nothing imports or is imported by',
    'src/a: d imports nothing of b',
  ]);
  expect(problemsOf(table(...rows.slice(0, 1)))).toEqual(['src/a: no row for b']);
  expect(problemsOf(table(...rows), imports.slice(0, 2))).toEqual(['src/a: b/c imports nothing of b']);
});

test('a circle of folders is a problem even where the table allows it', () => {
  const circle = ['| `a/.` | its own | `b/c` |', ...rows.slice(1)];
  const back = { file: 'src/a/own.ts', target: 'src/a/b/c/x.ts' };
  expect(problemsOf(table(...circle), [...imports, back])).toContain('src/a: a circle, . → b/c → .');
});
