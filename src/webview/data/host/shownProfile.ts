import type { Profile } from '../../../data/shapes/profile.ts';
import { thinned } from '../../contract/thinned.ts';
import { fitting, mostMessageLength } from '../../host/messageSize.ts';

const mostCharacters = 500;
/** Pearson's r is shown with three decimals. */
const correlationDigits = 6;
/** For the rest of the state. */
const spare = 10_000;

/** A profile for a page: long cells cut, and as many points for the pictures as fit into a message, evenly. */
export function shownProfile(profile: Profile): Profile {
  const { points, correlation } = profile;
  const rest = {
    ...profile,
    columns: profile.columns.map(({ topValues, ...column }) => ({
      ...column,
      ...(topValues && { topValues: topValues.map((one) => ({ ...one, value: shortened(one.value) })) }),
    })),
    head: withShortCells(profile.head),
    tail: withShortCells(profile.tail),
    correlation: { ...correlation, pearson: correlation.pearson.map((row) => row.map(rounded)) },
    points: { ...points, rows: [] },
  };
  const room = mostMessageLength - spare - JSON.stringify(rest).length;
  const rows = fitting((count) => thinned(points.rows, count), points.rows.length, room);
  return { ...rest, points: { ...points, rows, shownCount: rows.length } };
}

const shortened = (text: string) =>
  text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;

const withShortCells = (rows: Profile['head']): Profile['head'] =>
  rows.map(({ row, cells }) => ({ row, cells: cells.map(shortened) }));

const rounded = (r: number | null) => r && Number(r.toFixed(correlationDigits));
