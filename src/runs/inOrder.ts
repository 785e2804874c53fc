/** Works on up to `width` items at the same time, and yields the results in the items' order. */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  width: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  let running: readonly Promise<Result>[] = [];
  for await (const item of items) {
    const result = work(item);
    // A failure is thrown in its turn, by whoever takes the result.
    result.catch(() => undefined);
    const [first, ...others] = [...running, result];
    if (first !== undefined && others.length + 1 === width) {
      yield await first;
      running = others;
    } else running = [...running, result];
  }
  for (const result of running) yield await result;
}
