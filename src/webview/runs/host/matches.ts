import type { RunRow } from '../../../data/shapes/runRow.ts';
import type { Calendar } from '../contract.ts';
import { parseAmount } from './parseAmount.ts';
import type { ConnectionWord, Operator, Period, StatusWord, Term } from './parseFilter.ts';
import { cellOf, labelOf, plainValue } from './runCells.ts';

/** What a filter needs to know besides the run. */
export interface MatchFacts {
  readonly calendar: Calendar;
  /** Whether a run's table is known to be another now. */
  readonly hasChanged: (run: RunRow) => boolean;
}

/** Whether a run meets every term. */
export const matchesAll = (run: RunRow, terms: readonly Term[], facts: MatchFacts): boolean =>
  terms.every((term) => meets(run, term, facts) !== term.isNegated);

function meets(run: RunRow, term: Term, { calendar, hasChanged }: MatchFacts): boolean {
  switch (term.kind) {
    case 'words':
      return contains(wordsOf(run), term.text);
    case 'number':
      return term.columns.some((column) => {
        const value = numberIn(plainValue(cellOf(run, column)));
        return value !== undefined && compares(value, term.operator, term.value);
      });
    case 'text':
      return term.columns.some((column) => textsOf(run, column).some((text) => isSame(text, term.text)));
    case 'part':
      return term.columns.some((column) =>
        textsOf(run, column).some((text) =>
          column === 'tags' ? isSame(text, term.text) : contains(text, term.text),
        ),
      );
    case 'period':
      return isWithin(Date.parse(run.createdAt), term.period, calendar);
    case 'connection':
      return isOn(run.connectionId, term.connection);
    case 'status':
      return hasStatus(run.status, term.status);
    case 'pinned':
      return run.isPinned;
    case 'changed':
      return hasChanged(run);
  }
}

/** What the words of a filter are searched in. */
const wordsOf = (run: RunRow) =>
  [run.title, run.trainingJobName, run.target, run.note ?? '', labelOf(run.connectionId), ...run.tags].join(
    '\n',
  );

function textsOf(run: RunRow, column: Parameters<typeof cellOf>[1]): readonly string[] {
  const cell = cellOf(run, column);
  if (cell === null) return [];
  return typeof cell === 'object' && !('name' in cell) ? cell : [String(plainValue(cell))];
}

const folded = (text: string) => text.normalize('NFC').toLowerCase();
const contains = (text: string, part: string) => folded(text).includes(folded(part));
const isSame = (a: string, b: string) => folded(a) === folded(b);

const numberIn = (value: string | number | null): number | undefined =>
  typeof value === 'string' ? parseAmount(value) : (value ?? undefined);

function compares(value: number, operator: Operator, than: number): boolean {
  switch (operator) {
    case '<':
      return value < than;
    case '<=':
      return value <= than;
    case '>':
      return value > than;
    case '>=':
      return value >= than;
    case '=':
      return value === than;
    case '!=':
      return value !== than;
  }
}

function isWithin(time: number, period: Period, { yesterday, today, week, month }: Calendar): boolean {
  switch (period) {
    case 'today':
      return time >= today;
    case 'yesterday':
      return time >= yesterday && time < today;
    case 'this week':
      return time >= week;
    case 'this month':
      return time >= month;
  }
}

const isOn = (connectionId: string, connection: ConnectionWord): boolean =>
  connection === 'local' ? connectionId === connection : connectionId.startsWith(`${connection}:`);

function hasStatus(status: RunRow['status'], word: StatusWord): boolean {
  switch (word) {
    case 'failed':
      return status === 'Failed';
    case 'completed':
      return status === 'Completed';
    case 'stopped':
      return status === 'Stopped';
    case 'running':
      return status === 'InProgress' || status === 'Stopping';
  }
}
