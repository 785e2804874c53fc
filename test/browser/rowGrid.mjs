// The grid of the active page.
import { textOf } from './figures.mjs';

export function rowGridIn(content) {
  const grid = content.getByTestId('row-grid');
  /** The row at a position, from 1, as it is drawn: its number and its cells. */
  const row = async (position) => {
    const drawn = grid.locator(`[role=row][aria-rowindex="${position + 1}"]`);
    await drawn.waitFor();
    await drawn.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    const cells = await drawn.locator('[role=rowheader], [role=gridcell]').all();
    const texts = await Promise.all(
      cells.map(async (cell) => ({
        at: Number(await cell.getAttribute('aria-colindex')),
        text: (await textOf(cell)).trim(),
      })),
    );
    return texts.toSorted((a, b) => a.at - b.at).map(({ text }) => text);
  };
  return {
    grid,
    row,
    header: (name) => grid.getByRole('columnheader', { name }),
    /** Resolves once the grid shows this many rows. */
    has: (rowCount) => content.locator(`[role=grid][aria-rowcount="${rowCount + 1}"]`).waitFor(),
    /** Focuses a cell of the first row. */
    enter: () => grid.locator('[role=gridcell]').first().click(),
    focused: () =>
      grid.evaluate((element) => {
        const [at, column] = (element.querySelector(':focus')?.getAttribute('data-cell') ?? '').split(' ');
        return { row: Number(at), column: Number(column) };
      }),
  };
}
