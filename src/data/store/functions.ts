import type { DuckDBConnection } from '@duckdb/node-api';
import { textAt } from './vectors.ts';

type CellFunction =
  | { readonly toNumber: (cell: string) => number }
  | { readonly toText: (cell: string) => string };

let created = 0;

/** Lends DuckDB a function of ours over texts, under a name that `use` gets. Its result is computed here, in the same process. */
export async function withFunction<T>(
  connection: DuckDBConnection,
  given: CellFunction,
  use: (name: string) => Promise<T>,
): Promise<T> {
  const { DOUBLE, DuckDBScalarFunction, VARCHAR } = await import('@duckdb/node-api');
  created += 1;
  const name = `cell_function_${created}`;
  const compute = 'toNumber' in given ? given.toNumber : given.toText;
  const cells = DuckDBScalarFunction.create({
    name,
    parameterTypes: [VARCHAR],
    returnType: 'toNumber' in given ? DOUBLE : VARCHAR,
    mainFunction: (_, input, output) => {
      const texts = input.getColumnVector(0);
      for (let row = 0; row < input.rowCount; row += 1) output.setItem(row, compute(textAt(texts, row)));
      output.flush();
    },
  });
  connection.registerScalarFunction(cells);
  return use(name);
}
