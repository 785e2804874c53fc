import { dataFailure } from '../shapes/failures.ts';
import type { Cell, CellProblem } from './encoders/encoder.ts';

interface CellPlace {
  readonly file: string;
  readonly row: number;
  readonly line?: number;
  readonly column: string;
  readonly role: 'target' | 'feature';
}

export function cellFailure(problem: CellProblem, place: CellPlace, cell: Cell) {
  const found = String(cell ?? '');
  const where = `${place.file}: row ${place.row}`;
  switch (problem) {
    case 'value-out-of-domain':
      return dataFailure(
        problem,
        { ...place, found },
        `${where} has ${JSON.stringify(found)} in ${place.column}, which cannot be transformed or stored`,
      );
    case 'value-missing':
      return dataFailure(problem, place, `${where} has no value in ${place.column}`);
    case 'value-not-numeric':
      return dataFailure(
        problem,
        { ...place, found },
        `${where} has ${JSON.stringify(found)} in ${place.column}, which is no number`,
      );
    case 'value-unseen': {
      const { role: _, ...facts } = place;
      return dataFailure(
        problem,
        { ...facts, found },
        `${where} has ${JSON.stringify(found)} in ${place.column}, which no training row has`,
      );
    }
  }
}
