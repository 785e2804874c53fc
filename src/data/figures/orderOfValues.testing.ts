import { openPace } from '../shapes/work.ts';
import { momentsOf } from './moments.ts';
import { orderOf } from './order.ts';

export async function orderOfValues(values: readonly number[] | Float64Array) {
  const column = Float64Array.from(values);
  const pace = openPace({});
  return orderOf(column, await momentsOf(column, pace), pace);
}
