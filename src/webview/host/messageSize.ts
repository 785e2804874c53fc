/** Characters of a message to a page: larger ones stall both sides. */
export const mostMessageLength = 1_000_000;

/** What `make` makes of as many items as fit, at most `most`, when its JSON has `room` characters. */
export function fitting<T>(make: (count: number) => T, most: number, room: number): T {
  for (let count = most; ;) {
    const made = make(count);
    const { length } = JSON.stringify(made);
    if (length <= room || count <= 1) return made;
    const share = Math.max(0.1, (room / length) * 0.98);
    count = Math.max(1, Math.min(count - 1, Math.floor(count * share)));
  }
}
