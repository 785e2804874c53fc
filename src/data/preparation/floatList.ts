/** Floats that arrive in parts. */
export function floatList() {
  const parts: Float32Array[] = [];
  let count = 0;
  return {
    length: () => count,
    add(values: ArrayLike<number>): void {
      parts.push(Float32Array.from(values));
      count += values.length;
    },
    all(): Float32Array {
      const all = new Float32Array(count);
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
      return all;
    },
  };
}
