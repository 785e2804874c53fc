/** What a thread works on and where it lies: the numbers of `Hand` in `kernel.as.ts`, in the same order. */
export const handFields = [
  'loss',
  'rows',
  'features',
  'width',
  'batchBytes',
  'groups',
  'classes',
  'hasBias',
  'narrow',
  'weights',
  'gradients',
  'first',
  'second',
  'scores',
  'trainLosses',
  'validationLosses',
  'trainSettings',
  'validationSettings',
  'steps',
  'rates',
] as const;

export type HandPlaces = Readonly<Record<(typeof handFields)[number], number>>;

export function writeHand(memory: WebAssembly.Memory, at: number, places: HandPlaces): void {
  const numbers = new Int32Array(memory.buffer, at, handFields.length);
  for (const [index, field] of handFields.entries()) numbers[index] = places[field];
}

export function readHand(memory: ArrayBufferLike, at: number): HandPlaces {
  const numbers = new Int32Array(memory, at, handFields.length);
  // SAFETY: an entry a field.
  return Object.fromEntries(handFields.map((field, index) => [field, numbers[index] ?? 0])) as HandPlaces;
}
